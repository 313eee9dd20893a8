import { useTranslation } from 'react-i18next';
import { IconPlus, IconX } from './icons.ts';
import { Pick, type PickOption } from './pick.tsx';
import './multi-value.css';

export type Value = string | number;

/**
 * Several values from a list, each removable; a search adds one. `whenNone` is the text without
 * values.
 */
export const MultiValue = (props: {
  label: string;
  values: readonly Value[];
  options: readonly PickOption[];
  nameOf: (value: Value) => string;
  onChange: (values: Value[]) => void;
  onSearch?: (text: string) => void;
  onOpen?: (isOpen: boolean) => void;
  isSearching?: boolean;
  whenNone?: string;
}) => {
  const { t } = useTranslation();
  const remaining = props.options.filter((option) => !props.values.some((value) => String(value) === option.value));
  const parseValue = (text: string): Value => (/^\d+$/.test(text) ? Number(text) : text);
  return (
    <div className="multi-value">
      {props.values.map((value) => {
        const name = props.nameOf(value);
        return (
          <span key={value} className="chip multi-value-item">
            <span>{name}</span>
            <button
              type="button"
              aria-label={t('builder.takeValue', { name })}
              onClick={() => props.onChange(props.values.filter((other) => other !== value))}
            >
              <IconX aria-hidden />
            </button>
          </span>
        );
      })}
      <Pick
        label={props.label}
        value={null}
        options={remaining}
        className="multi-value-add"
        width={300}
        onPick={(picked) => props.onChange([...props.values, parseValue(picked)])}
        {...(props.onSearch ? { onSearch: props.onSearch } : {})}
        {...(props.onOpen ? { onOpen: props.onOpen } : {})}
        {...(props.isSearching === undefined ? {} : { isSearching: props.isSearching })}
      >
        {props.values.length === 0 ? (
          <span>{props.whenNone ?? t('builder.pickValue')}</span>
        ) : (
          <>
            <IconPlus aria-hidden />
            <span className="sr">{t('builder.addValue')}</span>
          </>
        )}
      </Pick>
    </div>
  );
};
