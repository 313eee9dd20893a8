import {
  type FieldUse,
  type FormField,
  type FormFieldName,
  type FormName,
  fieldsWithValue,
  fieldUses,
} from '@crossdesk/contracts/lists/forms.ts';
import { NativeSelect, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useRef, useState } from 'react';
import { call } from '../lib/client.ts';
import { focusNextFrame } from '../lib/focus.ts';
import { showProblem } from '../lib/problem-messages.ts';
import { catalogQuery, keys, queryClient } from '../lib/queries.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconArrowDown, IconArrowUp } from '../ui/icons.ts';
import { QueryContent, SettingsFrame, useSettingsTranslation } from './frame.tsx';

/** The forms on screen. The one of the portal is kept for it and can be set through the API. */
const shownForms = ['desk', 'email', 'api'] as const satisfies readonly FormName[];

const FieldRow = ({
  item,
  index,
  count,
  onUse,
  onMove,
}: {
  item: FormField;
  index: number;
  count: number;
  onUse: (use: FieldUse) => void;
  onMove: (offset: number) => void;
}) => {
  const { t, desk } = useSettingsTranslation();
  const name = desk(`field.${item.field}`);
  const uses = fieldUses.filter(
    (use) => use === 'hidden' || use === 'optional' || !fieldsWithValue.includes(item.field),
  );
  const moveWithKey = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    onMove(event.key === 'ArrowUp' ? -1 : 1);
  };
  return (
    <li
      className="settings-row"
      data-off={item.use === 'hidden' || undefined}
      data-field={item.field}
      onKeyDown={moveWithKey}
    >
      <span className="grow settings-name">{name}</span>
      <span className="settings-acts">
        <NativeSelect
          aria-label={t('forms.useOf', { name })}
          size="xs"
          w={190}
          value={item.use}
          onChange={(event) => onUse(fieldUses.find((one) => one === event.currentTarget.value) ?? 'optional')}
          data={uses.map((use) => ({ value: use, label: t(`forms.use.${use}`) }))}
        />
        <IconButton
          label={t('moveUp', { name })}
          refusal={index === 0 ? t('isFirst') : null}
          onClick={() => onMove(-1)}
        >
          <IconArrowUp />
        </IconButton>
        <IconButton
          label={t('moveDown', { name })}
          refusal={index === count - 1 ? t('isLast') : null}
          onClick={() => onMove(1)}
        >
          <IconArrowDown />
        </IconButton>
      </span>
    </li>
  );
};

const FormEditor = ({ form, fields: stored }: { form: FormName; fields: readonly FormField[] }) => {
  const { t, desk } = useSettingsTranslation();
  const list = useRef<HTMLUListElement>(null);
  const [moved, setMoved] = useState('');
  // Shown until the last change is saved. The catalog may be reloaded with an earlier one.
  const [unsaved, setUnsaved] = useState<readonly FormField[] | null>(null);
  const saving = useRef({ count: 0, last: Promise.resolve() });
  const fields = unsaved ?? stored;
  /** Changes are saved one after the other, so that the last one stays. */
  const save = async (next: FormField[]) => {
    setUnsaved(next);
    saving.current.count += 1;
    saving.current.last = saving.current.last
      .then(() => call('editForm', { params: { form }, body: { fields: next } }))
      .then(() => {}, showProblem);
    await saving.current.last;
    saving.current.count -= 1;
    if (saving.current.count > 0) return;
    await queryClient.invalidateQueries({ queryKey: keys.catalog });
    if (saving.current.count === 0) setUnsaved(null);
  };
  const move = (index: number, offset: number) => {
    const item = fields[index];
    const to = index + offset;
    if (!item || to < 0 || to >= fields.length) return;
    const next = fields.filter((one) => one !== item);
    next.splice(to, 0, item);
    const focused = document.activeElement;
    void save(next);
    setMoved(t('forms.moved', { name: desk(`field.${item.field}`), position: to + 1 }));
    // The row moves in the list, and keeps the focus.
    focusNextFrame(() => (focused instanceof HTMLElement && list.current?.contains(focused) ? focused : null));
  };
  const setUse = (field: FormFieldName, use: FieldUse) =>
    void save(fields.map((one) => (one.field === field ? { field, use } : one)));
  const eitherCount = fields.filter((one) => one.use === 'either').length;
  return (
    <>
      <p className="forms-note">{t(`forms.note.${form === 'portal' ? 'desk' : form}`)}</p>
      <ul ref={list} className="settings-list">
        {fields.map((item, index) => (
          <FieldRow
            key={item.field}
            item={item}
            index={index}
            count={fields.length}
            onUse={(use) => setUse(item.field, use)}
            onMove={(offset) => move(index, offset)}
          />
        ))}
      </ul>
      {eitherCount === 1 && <p className="forms-note">{t('forms.eitherAlone')}</p>}
      <p className="sr" role="status">
        {moved}
      </p>
    </>
  );
};

/** Which fields each form shows, in which order, and which are required (ZV-31, C-18, C-19). */
export const FormSettings = () => {
  const { t } = useSettingsTranslation();
  const query = useQuery(catalogQuery);
  const [form, setForm] = useState<(typeof shownForms)[number]>('desk');
  return (
    <SettingsFrame title={t('page.forms')} note={t('note.forms')}>
      <SegmentedControl
        aria-label={t('forms.choose')}
        value={form}
        onChange={(value) => setForm(shownForms.find((one) => one === value) ?? 'desk')}
        data={shownForms.map((one) => ({ value: one, label: t(`forms.${one}`) }))}
        mb={12}
      />
      <QueryContent query={query}>
        {({ forms }) => <FormEditor key={form} form={form} fields={forms[form]} />}
      </QueryContent>
    </SettingsFrame>
  );
};
