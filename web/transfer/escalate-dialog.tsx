import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import type { Transfer } from '@crossdesk/contracts/transfer.ts';
import { Button, Modal, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAvailabilities } from '../lib/availability.ts';
import { useMe, useNames } from '../lib/catalog.ts';
import { ApiProblem, call } from '../lib/client.ts';
import { problemMessage } from '../lib/problem-messages.ts';
import { cacheTicket, conflictingVersion } from '../lib/ticket-cache.ts';
import { Failed, FormError, Skeleton } from '../ui/states.tsx';
import { candidateRefusal } from './candidates.tsx';
import { Blocked, StepButton } from './forecast.tsx';
import { membersQuery } from './queries.ts';
import { ReasonField } from './reason-field.tsx';
import { type Member, Receivers } from './receivers.tsx';
import { isUnavailable, leastBusy } from './terms.ts';
import { showTransferred } from './transfer-actions.ts';
import './transfer.css';

type EscalateDialogProps = {
  ticket: Ticket;
  onClose: () => void;
  onDone: (transfer: Transfer) => void;
};

const EscalateForm = ({
  ticket,
  supervisors,
  onClose,
  onDone,
}: EscalateDialogProps & { supervisors: readonly Member[] }) => {
  const { t } = useTranslation('transfer');
  const names = useNames();
  const availabilities = useAvailabilities();
  const [agentId, setAgentId] = useState<number | null>(null);
  const [reason, setReason] = useState('');
  const [note, setNote] = useState('');
  const [version, setVersion] = useState(ticket.version);
  const [problem, setProblem] = useState<{ text: string; isConflict: boolean } | null>(null);
  const [isBusy, setBusy] = useState(false);
  const department = names.department(ticket.departmentId) ?? '';
  const next = leastBusy(supervisors);
  const isNobody = supervisors.every((one) => one.refusal !== null);
  const escalate = async (sentVersion: number) => {
    setBusy(true);
    setProblem(null);
    try {
      const transfer = await call('escalateTicket', {
        params: { number: ticket.number },
        body: { version: sentVersion, agentId, reason: reason.trim(), note: note.trim() },
      });
      showTransferred(
        ticket.number,
        transfer,
        t('escalate.done', { name: names.agent(transfer.agentId) ?? '' }),
        t('escalate.undone', { number: ticket.number }),
      );
      onDone(transfer);
    } catch (error) {
      setBusy(false);
      const current = conflictingVersion(error);
      if (current) cacheTicket(current);
      const isNoSupervisor = error instanceof ApiProblem && error.code === 'no_supervisor';
      const text = isNoSupervisor ? t('escalate.nobody', { department }) : problemMessage(error);
      setProblem({ text: current ? t('transfer.conflict') : text, isConflict: current !== null });
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void escalate(version);
  };
  const retry = () => {
    setVersion(ticket.version);
    void escalate(ticket.version);
  };
  const willGo = next
    ? t('escalate.willGo', { name: names.agent(next.agentId) ?? '', count: next.openCount })
    : t('escalate.willGoEqual');
  const refusalOf = (member: Member) =>
    (isUnavailable(member) ? availabilities.words(member.agentId) : null) ?? candidateRefusal(member);
  return (
    <form className="plain-form transfer" onSubmit={submit}>
      <p className="faint">{t('escalate.intro', { department })}</p>
      {isNobody ? (
        <Blocked
          text={`${t(supervisors.length === 0 ? 'escalate.none' : 'escalate.nobody', { department })} ${t('escalate.nobodyHint')}`}
        />
      ) : (
        <Receivers
          legend={t('escalate.who')}
          findLabel={t('escalate.find')}
          auto={{
            label: t('escalate.auto'),
            text: willGo,
            isChosen: agentId === null,
            onChoose: () => setAgentId(null),
          }}
          members={supervisors}
          isSupervisorShown={false}
          chosenId={agentId}
          refusalOf={refusalOf}
          onChoose={setAgentId}
        />
      )}
      <ReasonField
        value={reason}
        suggestions={(['decision', 'complaint', 'urgent', 'important'] as const).map((one) =>
          t(`escalate.suggestion.${one}`),
        )}
        onChange={setReason}
      />
      <Textarea
        label={t('transfer.noteOptional')}
        description={t('transfer.noteHint')}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={20_000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {problem && (
        <FormError>
          {problem.text}
          {problem.isConflict && (
            <span className="blocked-buttons">
              <StepButton onClick={retry}>{t('transfer.conflictRetry')}</StepButton>
            </span>
          )}
        </FormError>
      )}
      <div className="form-foot is-end">
        <Button variant="subtle" color="gray" size="sm" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button type="submit" size="sm" loading={isBusy} disabled={isNobody}>
          {t('escalate.submit')}
        </Button>
      </div>
    </form>
  );
};

/** Escalates a ticket to a supervisor of its department (TT-09, C-13). */
export const EscalateDialog = (props: EscalateDialogProps) => {
  const { t } = useTranslation('transfer');
  const me = useMe();
  const { ticket } = props;
  const { data, error, refetch } = useQuery(membersQuery(ticket.departmentId));
  const supervisors = data?.items.filter(
    (one) => one.isSupervisor && one.agentId !== me?.id && one.agentId !== ticket.assigneeId,
  );
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={
        <>
          {t('escalate.title', { number: ticket.number })} <span className="dialog-subject">{ticket.subject}</span>
        </>
      }
      size={560}
      closeOnClickOutside={false}
      classNames={{ title: 'dialog-title' }}
      closeButtonProps={{ 'aria-label': t('dismiss') }}
    >
      {error && !data && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton width="60%" />}
      {supervisors && <EscalateForm {...props} supervisors={supervisors} />}
    </Modal>
  );
};
