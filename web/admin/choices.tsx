import type { LocalName } from '@crossdesk/contracts/scalars.ts';
import type { BaseState, Choice, ChoiceKind } from '@crossdesk/contracts/settings.ts';
import { Button, Checkbox, NativeSelect, NumberInput } from '@mantine/core';
import { useState } from 'react';
import { useNames } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { localizedName } from '../lib/i18n.ts';
import { showProblem } from '../lib/problem-messages.ts';
import { keys, queryClient } from '../lib/queries.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconArrowDown, IconArrowUp, IconEdit, IconEye, IconEyeOff, IconPlus, IconTrash } from '../ui/icons.ts';
import { Chip, PriorityMark, StateMark } from '../ui/marks.tsx';
import { NameFields, SettingsDialog, storedName } from './dialog.tsx';
import { SettingsEmpty, SettingsFrame, useSettingsTranslation } from './frame.tsx';
import { useUndoableDelete } from './undoable-delete.ts';

const states: BaseState[] = ['new', 'open', 'pending', 'on_hold', 'resolved', 'closed', 'canceled'];
const refreshCatalog = () => queryClient.invalidateQueries({ queryKey: keys.catalog });

type EditedChoice = { kind: ChoiceKind; choice: Choice | null; statusId?: number };

const ChoiceDialog = ({ edited, onClose }: { edited: EditedChoice; onClose: () => void }) => {
  const { t, desk } = useSettingsTranslation();
  const names = useNames();
  const { kind, choice } = edited;
  const [name, setName] = useState<LocalName>(choice?.name ?? { en: '' });
  const [baseState, setBaseState] = useState<BaseState>(choice?.baseState ?? 'open');
  const [needsJustification, setNeedsJustification] = useState(choice?.needsJustification ?? false);
  const [weight, setWeight] = useState(choice?.weight ?? 20);
  const [parentId, setParentId] = useState(choice?.parentId ?? 0);
  const [departmentId, setDepartmentId] = useState(choice?.departmentId ?? 0);
  const save = async () => {
    const body = {
      name: storedName(name),
      ...(kind === 'status' ? { needsJustification } : {}),
      ...(kind === 'priority' ? { weight } : {}),
      ...(kind === 'service' ? { parentId: parentId || null, departmentId: departmentId || null } : {}),
    };
    if (choice) await call('editChoice', { params: { id: choice.id }, body });
    else
      await call('createChoice', {
        body: {
          kind,
          ...body,
          ...(kind === 'status' ? { baseState } : {}),
          ...(edited.statusId ? { statusId: edited.statusId } : {}),
          position: names.choices(kind).length,
        },
      });
    await refreshCatalog();
  };
  return (
    <SettingsDialog
      title={choice ? t('edit', { name: localizedName(choice.name) }) : t(`choice.add.${kind}`)}
      onSave={save}
      onClose={onClose}
    >
      <NameFields name={name} onName={setName} />
      {kind === 'status' && (
        <>
          <NativeSelect
            label={t('status.base')}
            description={t('status.baseNote')}
            disabled={choice !== null}
            value={baseState}
            onChange={(event) => setBaseState(states.find((one) => one === event.currentTarget.value) ?? 'open')}
            data={states.map((one) => ({ value: one, label: desk(`base.${one}`) }))}
          />
          <Checkbox
            label={t('status.needs')}
            checked={needsJustification}
            onChange={(event) => setNeedsJustification(event.currentTarget.checked)}
          />
        </>
      )}
      {kind === 'priority' && (
        <NumberInput
          label={t('priority.weight')}
          description={t('priority.weightNote')}
          min={0}
          max={1000}
          value={weight}
          onChange={(value) => setWeight(Number(value) || 0)}
        />
      )}
      {kind === 'service' && (
        <>
          <NativeSelect
            label={t('service.parent')}
            value={String(parentId)}
            onChange={(event) => setParentId(Number(event.currentTarget.value))}
            data={[
              { value: '0', label: desk('none') },
              ...names
                .choices('service')
                .filter((one) => one.id !== choice?.id && one.parentId === null)
                .map((one) => ({ value: String(one.id), label: localizedName(one.name) })),
            ]}
          />
          <NativeSelect
            label={t('service.department')}
            value={String(departmentId)}
            onChange={(event) => setDepartmentId(Number(event.currentTarget.value))}
            data={[
              { value: '0', label: t('service.everyone') },
              ...names.departments.map((one) => ({ value: String(one.id), label: localizedName(one.name) })),
            ]}
          />
        </>
      )}
    </SettingsDialog>
  );
};

/**
 * The entries of one ticket classification, to add, rename, reorder, turn off, and delete while
 * unused (ZV-21 to ZV-23, ZV-33, ZV-34).
 */
export const Choices = ({ kind }: { kind: Exclude<ChoiceKind, 'justification'> }) => {
  const { t, desk } = useSettingsTranslation();
  const names = useNames();
  const [edited, setEditedChoice] = useState<EditedChoice | null>(null);
  const all = names.choices(kind);
  const ordered =
    kind === 'service'
      ? all
          .filter((one) => one.parentId === null)
          .flatMap((one) => [one, ...all.filter((child) => child.parentId === one.id)])
      : all;
  const runAndRefresh = (work: Promise<unknown>) => void work.then(refreshCatalog).catch(showProblem);
  const move = (choice: Choice, offset: number) => {
    const peers = all.filter((one) => one.parentId === choice.parentId);
    const from = peers.indexOf(choice);
    const reordered = peers.filter((peer) => peer !== choice);
    reordered.splice(from + offset, 0, choice);
    runAndRefresh(
      Promise.all(
        reordered.map((one, position) =>
          one.position === position ? null : call('editChoice', { params: { id: one.id }, body: { position } }),
        ),
      ),
    );
  };
  const toggle = (choice: Choice) =>
    runAndRefresh(call('editChoice', { params: { id: choice.id }, body: { isActive: !choice.isActive } }));
  const deleteWithUndo = useUndoableDelete(refreshCatalog);
  const remove = ({ id, baseState, statusId, ...rest }: Choice) =>
    deleteWithUndo(
      localizedName(rest.name),
      () => call('deleteChoice', { params: { id } }),
      () => call('createChoice', { body: { ...rest, ...(baseState && { baseState }), ...(statusId && { statusId }) } }),
    );
  const row = (choice: Choice, depth: number) => {
    const peers = choice.kind === kind ? all.filter((one) => one.parentId === choice.parentId) : [];
    const index = peers.indexOf(choice);
    const name = localizedName(choice.name);
    const base = choice.kind === 'status' && choice.baseState ? desk(`base.${choice.baseState}`) : '';
    const details = [
      base.toLowerCase() === name.toLowerCase() ? '' : base,
      choice.needsJustification ? t('status.needs') : '',
    ]
      .filter(Boolean)
      .join(' · ');
    return (
      <li key={choice.id} className="settings-row" data-off={!choice.isActive || undefined} data-depth={depth}>
        {choice.kind === 'status' && choice.baseState && (
          <StateMark state={choice.baseState} label={desk(`base.${choice.baseState}`)} />
        )}
        <span className="grow">
          <span className="settings-name">{choice.kind === 'priority' ? <PriorityMark choice={choice} /> : name}</span>
          {choice.departmentId !== null && <span className="faint">{names.department(choice.departmentId)}</span>}
          {details && <span className="faint">{details}</span>}
        </span>
        <span className="settings-acts">
          {!choice.isActive && <Chip>{t('off')}</Chip>}
          {choice.kind === 'status' && (
            <Button
              variant="subtle"
              color="gray"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => setEditedChoice({ kind: 'justification', choice: null, statusId: choice.id })}
            >
              {t('status.addJustification')}
            </Button>
          )}
          {peers.length > 1 && (
            <>
              <IconButton
                label={t('moveUp', { name })}
                refusal={index === 0 ? t('isFirst') : null}
                onClick={() => move(choice, -1)}
              >
                <IconArrowUp />
              </IconButton>
              <IconButton
                label={t('moveDown', { name })}
                refusal={index === peers.length - 1 ? t('isLast') : null}
                onClick={() => move(choice, 1)}
              >
                <IconArrowDown />
              </IconButton>
            </>
          )}
          <IconButton label={t('edit', { name })} onClick={() => setEditedChoice({ kind: choice.kind, choice })}>
            <IconEdit />
          </IconButton>
          <IconButton label={t(choice.isActive ? 'disable' : 'enable', { name })} onClick={() => toggle(choice)}>
            {choice.isActive ? <IconEyeOff /> : <IconEye />}
          </IconButton>
          <IconButton label={t('delete', { name })} onClick={() => remove(choice)}>
            <IconTrash />
          </IconButton>
        </span>
      </li>
    );
  };
  return (
    <SettingsFrame
      title={t(`page.${kind}`)}
      note={t(`note.${kind}`)}
      action={
        <Button
          leftSection={<IconPlus size={15} aria-hidden />}
          onClick={() => setEditedChoice({ kind, choice: null })}
        >
          {t(`choice.add.${kind}`)}
        </Button>
      }
    >
      {ordered.length === 0 ? (
        <SettingsEmpty>{t('empty')}</SettingsEmpty>
      ) : (
        <ul className="settings-list">
          {ordered.flatMap((choice) => [
            row(choice, choice.parentId === null ? 0 : 1),
            ...(kind === 'status'
              ? names
                  .choices('justification')
                  .filter((one) => one.statusId === choice.id)
                  .map((one) => row(one, 1))
              : []),
          ])}
        </ul>
      )}
      {edited && <ChoiceDialog edited={edited} onClose={() => setEditedChoice(null)} />}
    </SettingsFrame>
  );
};
