import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { Button, Textarea } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ApiResult, call } from '../lib/client.ts';
import { focusNextFrame } from '../lib/focus.ts';
import { problemMessage, refusalReason } from '../lib/problem-messages.ts';
import { keys, queryClient } from '../lib/queries.ts';
import { IconEye } from '../ui/icons.ts';
import { FormError } from '../ui/states.tsx';
import './sharing.css';

const minReasonLength = 3;

/** Shows a hidden customer after a reason is given (C-25). The data is not cached. */
export const ShowCustomer = ({ ticket }: { ticket: Ticket }) => {
  const { t } = useTranslation('sharing');
  const [isAsking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [original, setOriginal] = useState<ApiResult<'viewOriginal'> | null>(null);
  const shown = useRef<HTMLElement>(null);
  const refusal = refusalReason(ticket.can, 'ticket.view_original');
  const { number } = ticket;
  const showOriginal = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      setOriginal(await call('viewOriginal', { params: { number }, body: { reason: reason.trim() } }));
      setAsking(false);
      setReason('');
      void queryClient.invalidateQueries({ queryKey: keys.history(number) });
      focusNextFrame(() => shown.current);
    } catch (error) {
      setProblem(problemMessage(error));
    }
    setBusy(false);
  };
  if (original)
    return (
      <section className="original" ref={shown} tabIndex={-1} aria-label={t('original.shown')}>
        <strong>{original.name}</strong>
        {original.emails.map((email) => (
          <span key={email}>{email}</span>
        ))}
        {original.cc.length > 0 && (
          <span className="faint">
            {t('original.cc', { names: original.cc.map((one) => one.name || one.address).join(t('why.and')) })}
          </span>
        )}
        <p className="faint">{t('original.once')}</p>
        <Button variant="default" onClick={() => setOriginal(null)}>
          {t('original.hide')}
        </Button>
      </section>
    );
  if (isAsking)
    return (
      <form className="original" onSubmit={(event) => void showOriginal(event)}>
        {problem && <FormError>{problem}</FormError>}
        <Textarea
          label={t('original.reason')}
          description={t('original.note')}
          autosize
          minRows={2}
          minLength={minReasonLength}
          maxLength={500}
          required
          withAsterisk={false}
          autoFocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <div className="share-buttons">
          <Button variant="default" onClick={() => setAsking(false)}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={isBusy} disabled={reason.trim().length < minReasonLength}>
            {t('original.show')}
          </Button>
        </div>
      </form>
    );
  return (
    <div className="original">
      <Button
        variant="default"
        leftSection={<IconEye size={15} aria-hidden />}
        disabled={refusal !== null}
        aria-describedby={refusal === null ? undefined : 'original-refused'}
        onClick={() => setAsking(true)}
      >
        {t('original.ask')}
      </Button>
      {refusal !== null && (
        <p className="faint" id="original-refused">
          {t('original.refused')}
        </p>
      )}
    </div>
  );
};
