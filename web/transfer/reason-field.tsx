import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** The reason as free text, with suggestions. */
export const ReasonField = (props: {
  value: string;
  suggestions: readonly string[];
  onChange: (reason: string) => void;
}) => {
  const { t } = useTranslation('transfer');
  return (
    <div className="reason">
      <TextInput
        label={t('transfer.reason')}
        maxLength={200}
        value={props.value}
        onChange={(event) => props.onChange(event.currentTarget.value)}
      />
      <fieldset className="suggestions">
        <legend className="sr">{t('transfer.suggestions')}</legend>
        {props.suggestions.map((text) => (
          <button
            key={text}
            type="button"
            aria-pressed={props.value === text}
            onClick={() => props.onChange(props.value === text ? '' : text)}
          >
            {text}
          </button>
        ))}
      </fieldset>
    </div>
  );
};
