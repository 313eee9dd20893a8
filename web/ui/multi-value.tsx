import { useTranslation } from 'react-i18next';
import { IconPlus, IconX } from './icons.ts';
import { Pick, type PickOption } from './pick.tsx';
import './several.css';

export type Value = string | number;

/** MultiValue of a list: each chosen one can be taken out, and a search adds the next. `whenNone` says what it means to choose nobody. */
export const MultiValue = (given: {
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
  const free = given.options.filter((option) => !given.values.some((value) => String(value) === option.value));
  const read = (text: string): Value => (/^\d+$/.test(text) ? Number(text) : text);
  return (
    <div className="several">
      {given.values.map((value) => {
        const name = given.nameOf(value);
        return (
          <span key={value} className="chip several-one">
            <span>{name}</span>
            <button
              type="button"
              aria-label={t('builder.takeValue', { name })}
              onClick={() => given.onChange(given.values.filter((one) => one !== value))}
            >
              <IconX aria-hidden />
            </button>
          </span>
        );
      })}
      <Pick
        label={given.label}
        value={null}
        options={free}
        className="several-add"
        width={300}
        onPick={(picked) => given.onChange([...given.values, read(picked)])}
        {...(given.onSearch ? { onSearch: given.onSearch } : {})}
        {...(given.onOpen ? { onOpen: given.onOpen } : {})}
        {...(given.isSearching === undefined ? {} : { isSearching: given.isSearching })}
      >
        {given.values.length === 0 ? (
          <span>{given.whenNone ?? t('builder.pickValue')}</span>
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
