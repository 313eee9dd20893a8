import type { Absence } from '@crossdesk/contracts/availability.ts';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMe, useNames } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { dayAndTime } from '../lib/format.ts';
import { fieldProblems } from '../lib/problem-messages.ts';
import { absencesQuery, keys, queryClient } from '../lib/queries.ts';
import { toInstant, toWallClock } from '../lib/wall-clock.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconEdit, IconPlus, IconTrash } from '../ui/icons.ts';
import { Chip } from '../ui/marks.tsx';
import { SettingsDialog } from './dialog.tsx';
import { QueryContent, useSettingsTranslation } from './frame.tsx';
import { useUndoableDelete } from './undoable-delete.ts';

const refreshAbsences = (agentId: number) =>
  Promise.all(
    [keys.absences(agentId), keys.availability].map((queryKey) => queryClient.invalidateQueries({ queryKey })),
  );

/** A time of day, some days from now, as the value of a date and time field. */
const dayFromNow = (days: number, time: string): string =>
  `${toWallClock(new Date(Date.now() + days * 24 * 60 * 60_000).toISOString()).slice(0, 10)}T${time}`;

const AbsenceDialog = ({
  agentId,
  absence,
  onClose,
}: {
  agentId: number;
  absence: Absence | null;
  onClose: () => void;
}) => {
  const { t } = useSettingsTranslation();
  const names = useNames();
  const isSelf = useMe()?.id === agentId;
  const [from, setFrom] = useState(absence ? toWallClock(absence.startsAt) : dayFromNow(1, '00:00'));
  const [to, setTo] = useState(absence ? toWallClock(absence.endsAt) : dayFromNow(1, '23:59'));
  const [substituteId, setSubstituteId] = useState(String(absence?.substituteId ?? ''));
  const [reason, setReason] = useState(absence?.reason ?? '');
  const save = async () => {
    const body = {
      startsAt: toInstant(from) ?? '',
      endsAt: toInstant(to) ?? '',
      substituteId: substituteId ? Number(substituteId) : null,
      reason: reason.trim(),
    };
    if (absence) await call('editAbsence', { params: { id: absence.id }, body });
    else await call('createAbsence', { params: { agentId }, body });
    await refreshAbsences(agentId);
  };
  const errorMessage = (error: unknown) => {
    const fields = fieldProblems(error);
    const known = (['endsAt', 'startsAt', 'substituteId'] as const).find((one) => one in fields);
    if (known === 'startsAt' && !isSelf) return t('absence.invalid.startsAtOther');
    return known ? t(`absence.invalid.${known}`) : null;
  };
  return (
    <SettingsDialog
      title={t(absence ? 'absence.edit' : 'absence.add')}
      onSave={save}
      onClose={onClose}
      errorMessage={errorMessage}
    >
      <TextInput
        type="datetime-local"
        label={t('absence.from')}
        required
        data-autofocus
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <TextInput
        type="datetime-local"
        label={t('absence.to')}
        required
        value={to}
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('absence.substitute')}
        value={substituteId}
        onChange={(event) => setSubstituteId(event.currentTarget.value)}
        data={[
          { value: '', label: t('absence.nobody') },
          ...names.agents
            .filter((one) => one.isActive && one.id !== agentId)
            .map((one) => ({ value: String(one.id), label: one.name })),
        ]}
      />
      <TextInput
        label={t('absence.reason')}
        description={t(isSelf ? 'absence.reasonNote' : 'absence.reasonNoteOther')}
        maxLength={200}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </SettingsDialog>
  );
};

/** The planned absences of an agent, each with the colleague who works instead. */
export const AgentAbsences = ({ agentId }: { agentId: number }) => {
  const isSelf = useMe()?.id === agentId;
  const { t } = useSettingsTranslation();
  const names = useNames();
  const query = useQuery(absencesQuery(agentId));
  const [edited, setEdited] = useState<Absence | 'new' | null>(null);
  const deleteWithUndo = useUndoableDelete(() => refreshAbsences(agentId));
  const now = new Date().toISOString();
  const remove = ({ id, startsAt, endsAt, substituteId, reason }: Absence) =>
    deleteWithUndo(
      t('absence.name', { from: dayAndTime(startsAt) }),
      () => call('deleteAbsence', { params: { id } }),
      () => call('createAbsence', { params: { agentId }, body: { startsAt, endsAt, substituteId, reason } }),
    );
  const row = (absence: Absence) => {
    const name = t('absence.name', { from: dayAndTime(absence.startsAt) });
    const substitute = names.agent(absence.substituteId);
    const details = [substitute ? t('absence.with', { name: substitute }) : '', absence.reason];
    return (
      <li key={absence.id} className="settings-row">
        <span className="grow">
          <span className="settings-name">
            {t('absence.range', { from: dayAndTime(absence.startsAt), to: dayAndTime(absence.endsAt) })}
          </span>
          <span className="faint">{details.filter(Boolean).join(' · ')}</span>
        </span>
        <span className="settings-acts">
          {absence.endsAt <= now && <Chip tone="quiet">{t('absence.past')}</Chip>}
          {absence.startsAt <= now && absence.endsAt > now && <Chip>{t('absence.now')}</Chip>}
          <IconButton label={t('edit', { name })} onClick={() => setEdited(absence)}>
            <IconEdit />
          </IconButton>
          <IconButton label={t('delete', { name })} onClick={() => remove(absence)}>
            <IconTrash />
          </IconButton>
        </span>
      </li>
    );
  };
  return (
    <section className="settings-card">
      <h2>{t('absence.title')}</h2>
      <p>{t(isSelf ? 'absence.note' : 'absence.noteOther')}</p>
      <QueryContent query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="faint">{t('absence.empty')}</p>
          ) : (
            <ul className="settings-list">{items.map(row)}</ul>
          )
        }
      </QueryContent>
      <div className="form-foot is-end">
        <Button variant="default" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setEdited('new')}>
          {t('absence.add')}
        </Button>
      </div>
      {edited && (
        <AbsenceDialog agentId={agentId} absence={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />
      )}
    </section>
  );
};
