import type { SearchOperator } from '@crossdesk/contracts/search/operators.ts';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNames } from '../lib/catalog.ts';
import { currentLocale, localizedName } from '../lib/i18n.ts';
import { IconSearch } from '../ui/icons.ts';
import { type Completion, completionsAt, fixedValuesOf } from './search-edit.ts';

const choiceOperators = ['status', 'priority', 'service', 'category', 'product'] as const;
const isChoiceOperator = (operator: SearchOperator): operator is (typeof choiceOperators)[number] =>
  (choiceOperators as readonly SearchOperator[]).includes(operator);

/** Returns the values to offer for an operator. */
function useOperatorValues(): (operator: SearchOperator) => readonly string[] {
  const { t } = useTranslation();
  const names = useNames();
  return (operator) => {
    if (isChoiceOperator(operator)) return names.choices(operator).map((choice) => localizedName(choice.name));
    if (operator === 'department') return names.departments.map((one) => localizedName(one.name));
    if (operator === 'assignee')
      return [t('search.me'), t('search.nobody'), ...names.agents.filter((one) => one.isActive).map((one) => one.name)];
    if (operator === 'before' || operator === 'after') return [t('search.today'), '7d', '30d', '365d'];
    return fixedValuesOf(operator, currentLocale());
  };
}

/**
 * The search field with a list of operators and their values. Arrow keys choose, Enter or Tab
 * inserts, Esc closes the list.
 */
export const SearchBox = ({
  text,
  onText,
  children,
}: {
  text: string;
  onText: (text: string) => void;
  children?: ReactNode;
}) => {
  const { t } = useTranslation();
  const valuesOf = useOperatorValues();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [caret, setCaret] = useState(text.length);
  const [state, setState] = useState<'closed' | 'typing' | 'asked'>('closed');
  const [active, setActive] = useState(-1);
  useEffect(() => input.current?.focus(), []);
  const found =
    state === 'closed'
      ? []
      : completionsAt(text, caret, { locale: currentLocale(), isAsked: state === 'asked', valuesOf });
  const close = () => {
    setState('closed');
    setActive(-1);
  };
  const accept = ({ insert, start, end }: Completion) => {
    onText(text.slice(0, start) + insert + text.slice(end));
    const place = start + insert.length;
    setCaret(place);
    setActive(-1);
    // An operator is followed by its values.
    setState(insert.endsWith(':') ? 'typing' : 'closed');
    requestAnimationFrame(() => input.current?.setSelectionRange(place, place));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    const isArrow = event.key === 'ArrowDown' || event.key === 'ArrowUp';
    if (isArrow && found.length === 0 && event.key === 'ArrowDown') {
      event.preventDefault();
      setState('asked');
      setActive(-1);
    } else if (isArrow && found.length > 0) {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((active + step + found.length + (active < 0 && step < 0 ? 1 : 0)) % found.length);
    } else if ((event.key === 'Enter' || event.key === 'Tab') && found[active]) {
      event.preventDefault();
      accept(found[active]);
    } else if (event.key === 'Escape' && found.length > 0) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === 'Enter') close();
  };
  return (
    <search className="search-box">
      <IconSearch aria-hidden />
      <input
        ref={input}
        type="search"
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls={`${id}list`}
        aria-autocomplete="list"
        aria-activedescendant={found[active] ? `${id}${active}` : undefined}
        aria-label={t('search.label')}
        aria-describedby={`${id}help`}
        placeholder={t('search.placeholder')}
        value={text}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          onText(event.currentTarget.value);
          setCaret(event.currentTarget.selectionStart ?? event.currentTarget.value.length);
          setState('typing');
          setActive(-1);
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? 0)}
        onKeyDown={onKeyDown}
        onBlur={close}
      />
      {children}
      <span id={`${id}help`} className="sr">
        {t('search.help')}
      </span>
      <span className="sr" aria-live="polite">
        {found.length > 0 ? t('search.completions', { count: found.length }) : ''}
      </span>
      <div
        className="search-completions"
        id={`${id}list`}
        role="listbox"
        aria-label={t('search.operators')}
        hidden={found.length === 0}
      >
        {found.map((one, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the input handles the keys
          <div
            key={one.label}
            id={`${id}${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => accept(one)}
          >
            <b>{one.label}</b>
            <span className="faint cut">{t(`search.operator.${one.operator}`)}</span>
          </div>
        ))}
      </div>
    </search>
  );
};
