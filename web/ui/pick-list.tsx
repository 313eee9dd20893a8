import { Combobox, useCombobox } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconCheck } from './icons.ts';
import { PickButton, type PickOption, type PickProps } from './pick-button.tsx';

const fold = (text: string) => text.normalize('NFKC').toLocaleLowerCase();

/** The width of a text in Latin letters; a Japanese character counts as two. */
const textWidth = (text: string): number => text.length + (text.match(/[\u3000-\u9fff\uff00-\uffef]/g)?.length ?? 0);

/** Whether notes go below the labels because one does not fit beside its label. */
const isStacked = (options: readonly PickOption[]): boolean =>
  options.some(({ label, note }) => note !== undefined && textWidth(label) + textWidth(note) > 28);

const Options = ({ options, value }: { options: readonly PickOption[]; value: string | null }) => (
  <>
    {options.map((option) => (
      <Combobox.Option
        key={option.value}
        value={option.value}
        active={option.value === value}
        className="pick-option"
        data-dimmed={option.isDimmed || undefined}
      >
        {option.icon && <span className="pick-icon">{option.icon}</span>}
        <span className="pick-words">
          <span className="cut">{option.label}</span>
          {option.note && <span className="pick-note">{option.note}</span>}
        </span>
        {option.value === value && <IconCheck className="pick-check" aria-hidden />}
      </Combobox.Option>
    ))}
  </>
);

/** The list of a `Pick`, with its button. `startsOpen`: it was loaded by a click on the button. */
export const PickList = (props: PickProps & { startsOpen: boolean }) => {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const button = useRef<HTMLButtonElement>(null);
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      setText('');
      props.onOpen?.(false);
      button.current?.focus({ preventScroll: true });
    },
    onDropdownOpen: () => {
      props.onOpen?.(true);
      combobox.focusSearchInput();
      combobox.updateSelectedOptionIndex('active');
    },
  });
  const refused = props.refusal ?? null;
  const { isOpen } = props;
  const { openDropdown, dropdownOpened } = combobox;
  useEffect(() => {
    if (isOpen && !dropdownOpened && refused === null) openDropdown();
  }, [isOpen, dropdownOpened, openDropdown, refused]);
  const shown = props.onSearch
    ? props.options
    : props.options.filter((option) => fold(`${option.label} ${option.words ?? ''}`).includes(fold(text)));
  // Selects the first match after typing, so that Enter picks it.
  const first = shown[0]?.value;
  const { selectFirstOption } = combobox;
  useEffect(() => {
    if (dropdownOpened && text && first !== undefined) selectFirstOption();
  }, [dropdownOpened, text, first, selectFirstOption]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only on mount
  useEffect(() => {
    if (props.startsOpen) openDropdown();
  }, []);
  const groups = [...new Set(shown.map((option) => option.group ?? ''))];
  return (
    <Combobox
      store={combobox}
      position={props.position ?? 'bottom-start'}
      width={props.width ?? 264}
      shadow="md"
      onOptionSubmit={(value) => {
        combobox.closeDropdown();
        if (value !== props.value) props.onPick(value);
      }}
    >
      <Combobox.Target targetType="button" withKeyboardNavigation={false}>
        <PickButton ref={button} pick={props} onClick={() => combobox.toggleDropdown()} />
      </Combobox.Target>
      <Combobox.Dropdown className="pick-list">
        <Combobox.Search
          role="combobox"
          // Escape closes the list only, not the dialog around it.
          data-mantine-stop-propagation
          aria-expanded={combobox.dropdownOpened}
          value={text}
          aria-label={t('pick.search', { what: props.label })}
          placeholder={t('pick.placeholder')}
          onChange={(event) => {
            setText(event.currentTarget.value);
            props.onSearch?.(event.currentTarget.value);
          }}
        />
        <Combobox.Options
          mah={300}
          data-stacked={isStacked(shown) || undefined}
          style={{ overflowY: 'auto' }}
          aria-label={props.label}
        >
          {shown.length === 0 && (
            <Combobox.Empty>{props.isSearching ? t('pick.searching') : t('pick.none')}</Combobox.Empty>
          )}
          {groups.map((group) => {
            const members = shown.filter((option) => (option.group ?? '') === group);
            return group ? (
              <Combobox.Group key={group} label={group}>
                <Options options={members} value={props.value} />
              </Combobox.Group>
            ) : (
              <Options key="" options={members} value={props.value} />
            );
          })}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
};
