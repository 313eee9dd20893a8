import { keptAccess } from '@crossdesk/contracts/lists/transfer.ts';
import type { KeptAccess } from '@crossdesk/contracts/transfer.ts';
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAvailabilities } from '../lib/availability.ts';
import { useNames } from '../lib/catalog.ts';
import { localizedName } from '../lib/i18n.ts';
import { IconChevronDown } from '../ui/icons.ts';
import { Pick } from '../ui/pick.tsx';
import { candidateRefusal } from './candidates.tsx';
import { ManyDialog, type ManyProps, NoteField } from './many-frame.tsx';
import { type HandoverAction, Predictions, usePredictions } from './predictions.tsx';
import { assignmentSettingsQuery, membersQuery } from './queries.ts';
import { type Reason, TransferReason, useIsReasonMissing } from './reason-field.tsx';
import { type Member, Receivers } from './receivers.tsx';
import { canBeNamed, isUnavailable } from './terms.ts';

/** Transfers several tickets to one department, or to one of its members (TT-06). */
export const TransferMany = (props: ManyProps) => {
  const { t } = useTranslation('transfer');
  const names = useNames();
  const availabilities = useAvailabilities();
  const note = useRef<HTMLTextAreaElement>(null);
  const [departmentId, setDepartmentId] = useState<number | null>(null);
  const [agentId, setAgentId] = useState<number | null>(null);
  const [reason, setReason] = useState<Reason>({ reasonId: null, reason: '' });
  const [noteText, setNoteText] = useState('');
  const [keep, setKeep] = useState<KeptAccess>('trace');
  const { data: workload } = useQuery({ ...membersQuery(departmentId ?? 0), enabled: departmentId !== null });
  const { data: allSettings } = useQuery(assignmentSettingsQuery);
  const { rows } = props;
  const isSharingOn = names.company?.isSharingOn !== false;
  const terms: HandoverAction | null = departmentId === null ? null : { kind: 'transfer', departmentId, agentId, keep };
  const predictions = usePredictions(rows, terms);
  const isReasonMissing = useIsReasonMissing();
  const department = names.department(departmentId) ?? '';
  const mayNameUnavailable =
    allSettings?.items.find((one) => one.departmentId === departmentId)?.mayNameUnavailable ?? false;
  const memberRefusal = (member: Member): string | null => {
    if (canBeNamed(member, mayNameUnavailable)) return null;
    return (isUnavailable(member) ? availabilities.words(member.agentId) : null) ?? candidateRefusal(member);
  };
  // A note is not required for tickets that stay in their department.
  const isMove = rows.some((row) => row.departmentId !== departmentId);
  const prepare = () => {
    if (terms === null) return { problem: t('transfer.needDepartment') };
    if (isMove && noteText.trim() === '') {
      note.current?.focus();
      return { problem: t('transfer.needNote', { department }) };
    }
    if (isMove && isReasonMissing(reason)) return { problem: t('problem.reason_required') };
    return { action: { ...terms, reasonId: reason.reasonId, reason: reason.reason.trim(), note: noteText.trim() } };
  };
  return (
    <ManyDialog
      {...props}
      kind="transfer"
      predictions={predictions}
      done={(count) => t('many.transferred', { count, department })}
      prepare={prepare}
    >
      <div>
        <span className="form-label" aria-hidden>
          {t('transfer.to')}
        </span>
        <Pick
          label={t('transfer.to')}
          value={departmentId === null ? null : String(departmentId)}
          className="form-pick target"
          width={420}
          options={names.departments
            .filter((one) => one.isActive)
            .map((one) => ({ value: String(one.id), label: localizedName(one.name) }))}
          hasAutofocus
          onPick={(value) => {
            setDepartmentId(Number(value));
            setAgentId(null);
          }}
        >
          <span className={departmentId === null ? 'nothing grow' : 'cut grow'}>
            {names.department(departmentId) ?? t('transfer.choose')}
          </span>
          <IconChevronDown size={14} className="faint" aria-hidden />
        </Pick>
      </div>
      {workload && workload.items.length > 0 && (
        <Receivers
          key={departmentId}
          legend={t('transfer.who')}
          findLabel={t('transfer.findMember', { department })}
          auto={{
            label: t('transfer.letAssign', { department }),
            isChosen: agentId === null,
            onChoose: () => setAgentId(null),
          }}
          members={workload.items}
          isSupervisorShown
          chosenId={agentId}
          refusalOf={memberRefusal}
          onChoose={setAgentId}
        />
      )}
      <TransferReason
        kind={isMove ? 'move' : 'reassign'}
        value={reason}
        onChange={(part) => setReason({ ...reason, ...part })}
      />
      <NoteField
        label={t(isMove ? 'transfer.note' : 'transfer.noteOptional')}
        value={noteText}
        onChange={setNoteText}
        inputRef={note}
      />
      <NativeSelect
        label={t('many.keep')}
        description={isSharingOn ? undefined : t('transfer.keepNoShares')}
        value={keep}
        onChange={(event) => setKeep(event.currentTarget.value as KeptAccess)}
        data={keptAccess
          .filter((one) => isSharingOn || one === 'nothing' || one === 'trace')
          .map((one) => ({ value: one, label: t(`transfer.keep.${one}`) }))}
      />
      <Predictions rows={rows} action={terms} predictions={predictions} hint={t('transfer.happensLater')} />
    </ManyDialog>
  );
};
