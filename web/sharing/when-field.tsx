import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { readerZone } from '../lib/format.ts';
import { eveningIn, toWallClock } from '../lib/wall-clock.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconX } from '../ui/icons.ts';

const presets = [
  ['today', 0],
  ['tomorrow', 1],
  ['week', 7],
] as const;

/** A date and time in the reader's zone, with presets. `refusal`: why it is disabled. */
export const WhenField = (props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  refusal?: string | null;
}) => {
  const { t } = useTranslation('sharing');
  const refusal = props.refusal ?? null;
  const now = toWallClock(new Date().toISOString(), readerZone());
  return (
    <div className="when">
      <TextInput
        type="datetime-local"
        label={props.label}
        description={refusal}
        disabled={refusal !== null}
        value={refusal === null ? props.value : ''}
        onChange={(event) => props.onChange(event.currentTarget.value)}
        rightSection={
          props.value && refusal === null ? (
            <IconButton label={t('share.noTime', { what: props.label })} onClick={() => props.onChange('')}>
              <IconX aria-hidden />
            </IconButton>
          ) : null
        }
      />
      {refusal === null && (
        <p className="when-soon">
          {presets
            .map(([name, days]) => [name, eveningIn(days)] as const)
            .filter(([, value]) => value > now)
            .map(([name, value]) => (
              <button
                key={name}
                type="button"
                aria-label={`${props.label}: ${t(`share.soon.${name}`)}`}
                aria-pressed={props.value === value}
                onClick={() => props.onChange(value)}
              >
                {t(`share.soon.${name}`)}
              </button>
            ))}
        </p>
      )}
    </div>
  );
};
