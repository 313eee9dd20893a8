import { keptAccess } from '@crossdesk/contracts/lists/transfer.ts';
import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import type { KeptAccess, TransferTerms } from '@crossdesk/contracts/transfer.ts';
import { Button, NativeSelect, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAvailabilities } from '../lib/availability.ts';
import { useNames } from '../lib/catalog.ts';
import { ApiProblem, call } from '../lib/client.ts';
import { problemMessage } from '../lib/problem-messages.ts';
import { keys, queryClient } from '../lib/queries.ts';
import { cacheTicket, conflictingVersion } from '../lib/ticket-cache.ts';
import { FormError } from '../ui/states.tsx';
import { candidateRefusal } from './candidates.tsx';
import { CorrectionFields } from './correction-fields.tsx';
import { Blocked, blockedText, Forecast, StepButton } from './forecast.tsx';
import { assignmentSettingsQuery, forecastQuery, membersQuery, targetsQuery } from './queries.ts';
import { TransferReason, useIsReasonMissing } from './reason-field.tsx';
import { type Member, Receivers } from './receivers.tsx';
import { TargetField } from './target-field.tsx';
import { canBeNamed, isUnavailable, startForm, type TransferForm, toForecastTerms, toWrite } from './terms.ts';
import { showTransferred } from './transfer-actions.ts';
import type { TransferDialogProps } from './transfer-dialog.tsx';

/** The value once it has not changed for a moment, so that typing asks the server once. */
const useDebounced = <T,>(value: T): T => {
  const [settled, setSettled] = useState(value);
  const key = JSON.stringify(value);
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs for each different value
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), 150);
    return () => clearTimeout(timer);
  }, [key]);
  return settled;
};

const useForecast = (ticket: Ticket, terms: TransferTerms | null) => {
  const settled = useDebounced(terms);
  const { data, isPlaceholderData } = useQuery({
    ...forecastQuery(ticket.number, ticket.version, settled ?? { departmentId: 0 }),
    enabled: settled !== null,
  });
  const isCurrent = JSON.stringify(settled) === JSON.stringify(terms) && !isPlaceholderData;
  return { forecast: terms === null ? undefined : data, isCurrent };
};

/** `code`: of the server's refusal, which the forecast may say as well. */
type Problem = { text: string; isConflict: boolean; code?: string };

/** The form of the transfer dialog. An error keeps everything that was entered. */
export const TransferFields = ({ ticket, ...props }: TransferDialogProps & { ticket: Ticket }) => {
  const { t } = useTranslation('transfer');
  const names = useNames();
  const availabilities = useAvailabilities();
  const [form, setForm] = useState(() => startForm(ticket));
  // The version the person has seen; a change by someone else is not overlooked.
  const [version, setVersion] = useState(ticket.version);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isBusy, setBusy] = useState(false);
  const note = useRef<HTMLTextAreaElement>(null);
  const { data: targets } = useQuery(targetsQuery(ticket.number));
  const { data: allSettings } = useQuery(assignmentSettingsQuery);
  const { departmentId } = form;
  const { data: workload } = useQuery({ ...membersQuery(departmentId ?? 0), enabled: departmentId !== null });
  const terms = toForecastTerms(form, ticket);
  const { forecast, isCurrent } = useForecast(ticket, terms);
  const isOwn = departmentId === ticket.departmentId;
  // The members outside of the rule come from the forecast without a named member.
  const assigned = useForecast(
    ticket,
    departmentId === null || isOwn ? null : toForecastTerms({ ...form, agentId: null, isChoosing: false }, ticket),
  );
  const settingsOf = (id: number | null) => allSettings?.items.find((one) => one.departmentId === id);
  const unitIds = settingsOf(ticket.departmentId)?.unitIds ?? [];
  const company = names.company;
  const isTransferOn = company?.isTransferOn !== false;
  const canShare = ticket.can['ticket.share'] === true && company?.isSharingOn !== false;
  const department = names.department(departmentId) ?? '';
  const from = names.department(ticket.departmentId) ?? '';
  const target = targets?.items.find((one) => one.departmentId === departmentId);
  // No choice of a person helps if the department cannot receive the ticket.
  const canReceive = isOwn || (target && (form.isUnit ? target.unitCode : target.code) === null);
  const change = (part: Partial<TransferForm>) => setForm((now) => ({ ...now, ...part }));

  const memberRefusal = (member: Member): string | null => {
    if (isOwn && member.agentId === ticket.assigneeId) return t('transfer.already');
    const inRule = assigned.forecast?.candidates.find((one) => one.agentId === member.agentId);
    if (inRule?.refusal === 'not_in_rule') return candidateRefusal(inRule);
    if (canBeNamed(member, settingsOf(departmentId)?.mayNameUnavailable ?? false)) return null;
    return (isUnavailable(member) ? availabilities.words(member.agentId) : null) ?? candidateRefusal(member);
  };
  const isReasonMissing = useIsReasonMissing();
  const lacking = (): Problem | null => {
    if (departmentId === null) return { text: t('transfer.needDepartment'), isConflict: false };
    if (form.isChoosing && form.agentId === null) return { text: t('transfer.needMember'), isConflict: false };
    if (!isOwn && isReasonMissing(form)) return { text: t('problem.reason_required'), isConflict: false };
    if (!isOwn && form.note.trim() === '') return { text: t('transfer.needNote', { department }), isConflict: false };
    return null;
  };
  const submitVersion = async (sentVersion: number) => {
    const lack = lacking();
    setProblem(lack);
    if (lack?.text === t('transfer.needNote', { department })) note.current?.focus();
    const body = toWrite(form, ticket, sentVersion);
    if (lack || !body) return;
    setBusy(true);
    try {
      const transfer = await call('transferTicket', { params: { number: ticket.number }, body });
      const name = names.agent(transfer.agentId);
      showTransferred(
        ticket.number,
        transfer,
        name === null
          ? t('transfer.doneWaiting', { name: department })
          : t(isOwn ? 'transfer.reassigned' : 'transfer.done', { name }),
        t('transfer.undone', { number: ticket.number }),
      );
      props.onDone(transfer);
    } catch (error) {
      setBusy(false);
      const current = conflictingVersion(error);
      if (current) cacheTicket(current);
      const isRefused = error instanceof ApiProblem && departmentId !== null && error.code !== 'refused';
      const text = isRefused
        ? blockedText(names, ticket, error.code, { departmentId, agentId: form.agentId })
        : problemMessage(error);
      setProblem({
        text: current ? t('transfer.conflict') : text,
        isConflict: current !== null,
        ...(isRefused ? { code: error.code } : {}),
      });
      void queryClient.invalidateQueries({ queryKey: keys.transfer });
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void submitVersion(version);
  };
  const retry = () => {
    setVersion(ticket.version);
    void submitVersion(ticket.version);
  };
  const pickDepartment = (id: number) => {
    setProblem(null);
    change({ departmentId: id, agentId: null, isChoosing: id === ticket.departmentId });
  };
  const hint = departmentId === null ? t('transfer.happensLater') : terms === null ? t('transfer.happensMember') : null;
  const name = names.agent(form.agentId);
  const submitLabel = isOwn
    ? name === null
      ? t('transfer.reassign')
      : t('transfer.reassignTo', { name })
    : name === null
      ? t('transfer.submit')
      : t('transfer.submitTo', { name });
  const share = canShare ? () => props.onShare(departmentId) : null;
  return (
    <form className="plain-form transfer" onSubmit={submit} noValidate>
      {!isTransferOn && (
        <Blocked text={`${t('blocked.transfers_off')} ${t('blocked.transfersOffHint', { department: from })}`}>
          {canShare && <StepButton onClick={() => props.onShare(null)}>{t('blocked.share')}</StepButton>}
        </Blocked>
      )}
      {isTransferOn && unitIds.length > 0 && (
        <div className="transfer-kinds" role="radiogroup" aria-label={t('transfer.kinds')}>
          {[false, true].map((isUnit) => (
            // biome-ignore lint/a11y/useSemanticElements: a segmented control
            <button
              key={String(isUnit)}
              type="button"
              role="radio"
              aria-checked={form.isUnit === isUnit}
              onClick={() => change({ isUnit, departmentId: null, agentId: null, isChoosing: false })}
            >
              {t(isUnit ? 'transfer.byUnit' : 'transfer.byDepartment')}
            </button>
          ))}
        </div>
      )}
      <div className="transfer-to">
        <TargetField
          key={String(form.isUnit)}
          ticket={ticket}
          targets={targets?.items ?? []}
          departmentId={departmentId}
          unitIds={form.isUnit ? unitIds : null}
          isTransferOn={isTransferOn}
          onPick={pickDepartment}
        />
        {form.isUnit && departmentId === null && (
          <p className="faint">{t('transfer.byUnitHint', { department: from })}</p>
        )}
        {workload && canReceive && (
          <p className="faint">
            {t('transfer.workload', { available: workload.availableCount, open: workload.openCount })}
          </p>
        )}
      </div>
      {canReceive && workload?.items.length === 0 && <p className="faint">{t('transfer.noMembers', { department })}</p>}
      {departmentId !== null && canReceive && workload && (workload.items.length > 0 || !isOwn) && (
        <Receivers
          key={departmentId}
          legend={t('transfer.who')}
          findLabel={t('transfer.findMember', { department })}
          auto={
            isOwn
              ? null
              : {
                  label: t('transfer.letAssign', { department }),
                  isChosen: form.agentId === null,
                  onChoose: () => change({ agentId: null, isChoosing: false }),
                }
          }
          members={workload.items}
          isSupervisorShown
          chosenId={form.agentId}
          refusalOf={memberRefusal}
          onChoose={(agentId) => change({ agentId, isChoosing: true })}
        />
      )}
      <TransferReason kind={isOwn ? 'reassign' : 'move'} value={form} onChange={change} />
      <Textarea
        ref={note}
        label={t(isOwn ? 'transfer.noteOptional' : 'transfer.note')}
        description={t('transfer.noteHint')}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={20_000}
        value={form.note}
        onChange={(event) => {
          setProblem(null);
          change({ note: event.currentTarget.value });
        }}
      />
      <CorrectionFields ticket={ticket} form={form} onChange={change} />
      {departmentId !== null && !isOwn && (
        <NativeSelect
          label={t('transfer.keep', { department: from })}
          description={company?.isSharingOn === false ? t('transfer.keepNoShares') : undefined}
          value={form.keep}
          onChange={(event) => change({ keep: event.currentTarget.value as KeptAccess })}
          data={keptAccess
            .filter((one) => company?.isSharingOn !== false || one === 'nothing' || one === 'trace')
            .map((one) => ({ value: one, label: t(`transfer.keep.${one}`) }))}
        />
      )}
      <div className="transfer-end">
        <Forecast
          ticket={ticket}
          form={form}
          forecast={forecast}
          hint={hint}
          settings={settingsOf(departmentId)}
          onShare={share}
          onLetAssign={() => change({ agentId: null, isChoosing: false })}
          onSubstitute={(agentId) => change({ agentId, isChoosing: true })}
        />
        {problem && (problem.code === undefined || problem.code !== forecast?.code) && (
          <FormError>
            {problem.text}
            {problem.isConflict && (
              <>
                {' '}
                {t('transfer.conflictNow', {
                  department: from,
                  name: names.agent(ticket.assigneeId) ?? t('list.unassigned'),
                  status: names.choice(ticket.statusId) ?? '',
                })}
                <span className="blocked-buttons">
                  <StepButton onClick={retry}>{t('transfer.conflictRetry')}</StepButton>
                </span>
              </>
            )}
          </FormError>
        )}
        <div className="form-foot is-end">
          <Button variant="subtle" color="gray" size="sm" onClick={props.onClose}>
            {t('cancel')}
          </Button>
          <Button
            type="submit"
            size="sm"
            loading={isBusy}
            disabled={isCurrent && forecast !== undefined && forecast.code !== null}
          >
            {submitLabel}
          </Button>
        </div>
      </div>
    </form>
  );
};
