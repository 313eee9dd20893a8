import type { Choice, ChoiceKind } from '@crossdesk/contracts/settings.ts';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useNames } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { listNames } from '../lib/format.ts';
import { localizedName } from '../lib/i18n.ts';
import { showProblem } from '../lib/problem-messages.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconArrowDown, IconArrowUp, IconEdit, IconEye, IconEyeOff, IconPlus, IconTrash } from '../ui/icons.ts';
import { Chip, PriorityMark, StateMark } from '../ui/marks.tsx';
import { ChoiceDialog, type EditedChoice, refreshCatalog } from './choice-dialog.tsx';
import { SettingsEmpty, SettingsFrame, useSettingsTranslation } from './frame.tsx';
import { useUndoableDelete } from './undoable-delete.ts';

/**
 * The entries of one ticket classification, to add, rename, reorder, turn off, and delete while
 * unused (ZV-21 to ZV-23, ZV-33, ZV-34).
 */
export const Choices = ({ kind }: { kind: Exclude<ChoiceKind, 'justification'> }) => {
  const { t, desk } = useSettingsTranslation();
  const names = useNames();
  const [edited, setEditedChoice] = useState<EditedChoice | null>(null);
  const all = names.choices(kind);
  const below = (parentId: number | null, depth: number): { choice: Choice; depth: number }[] =>
    all
      .filter((one) => one.parentId === parentId)
      .flatMap((choice) => [{ choice, depth }, ...below(choice.id, depth + 1)]);
  const ordered = below(null, 0);
  /** Where it is offered and what fits it, as far as that is limited. */
  const limitsOf = (choice: Choice): string[] => {
    const list = (names: (string | null)[]) => listNames(names.filter((name) => name !== null));
    return [
      choice.departmentIds.length > 0 ? list(choice.departmentIds.map(names.department)) : '',
      choice.ticketType ? t(choice.ticketType === 'public' ? 'service.publicOnly' : 'service.internalOnly') : '',
      choice.categoryIds.length > 0 ? t('service.fits', { names: list(choice.categoryIds.map(names.choice)) }) : '',
      choice.priorityIds.length > 0 ? t('service.fits', { names: list(choice.priorityIds.map(names.choice)) }) : '',
    ];
  };
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
  /** The first active status of a state is set when a rule or button needs that state (C-17). */
  const isDefault = ({ id, kind: list, baseState }: Choice): boolean => {
    const peers = all.filter((one) => list === 'status' && one.isActive && one.baseState === baseState);
    return peers.length > 1 && peers[0]?.id === id;
  };
  const hasJustification = ({ id }: Choice): boolean =>
    names.choices('justification').some((one) => one.statusId === id && one.isActive);
  const row = (choice: Choice, depth: number) => {
    const peers = choice.kind === kind ? all.filter((one) => one.parentId === choice.parentId) : [];
    const index = peers.indexOf(choice);
    const name = localizedName(choice.name);
    const base = choice.kind === 'status' && choice.baseState ? desk(`base.${choice.baseState}`) : '';
    const details = [
      ...limitsOf(choice),
      base.toLowerCase() === name.toLowerCase() ? '' : base,
      choice.needsJustification ? t(hasJustification(choice) ? 'status.needs' : 'status.needsOne') : '',
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
          {details && <span className="faint">{details}</span>}
        </span>
        <span className="settings-acts">
          {!choice.isActive && <Chip>{t('off')}</Chip>}
          {isDefault(choice) && (
            <Chip tone="quiet" title={t('status.defaultNote')}>
              {t('status.default')}
            </Chip>
          )}
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
          {ordered.flatMap(({ choice, depth }) => [
            row(choice, depth),
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
