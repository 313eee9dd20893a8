import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayAndTime } from '../lib/format.ts';
import { refusalReason } from '../lib/problem-messages.ts';
import { toInstant, toWallClock } from '../lib/wall-clock.ts';
import { DueChip } from '../ui/marks.tsx';
import { PopupButton } from '../ui/menus.tsx';
import { editTicket } from './edit-ticket.ts';
import { Field } from './field.tsx';

const ForecastForm = ({ ticket, close }: { ticket: Ticket; close: () => void }) => {
  const { t } = useTranslation();
  const [text, setText] = useState(toWallClock(ticket.solutionDueAt));
  const instant = toInstant(text);
  const save = (solutionDueAt: string | null) => {
    close();
    if (solutionDueAt !== ticket.solutionDueAt) void editTicket(ticket, { solutionDueAt }, { solutionDueAt });
  };
  return (
    <form
      className="plain-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (instant) save(instant);
      }}
    >
      <label className="native-label">
        {t('field.solutionForecast')}
        <input
          className="native-input"
          type="datetime-local"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <span style={{ display: 'flex', gap: 8, justifyContent: 'flex-end' }}>
        <Button variant="subtle" color="gray" onClick={() => save(null)}>
          {t('clear')}
        </Button>
        <Button type="submit" disabled={!instant}>
          {t('save')}
        </Button>
      </span>
    </form>
  );
};

/**
 * The solution forecast; it can be undefined (ZV-24), and setting it requires a permission (ZV-25).
 */
export const ForecastField = ({ ticket }: { ticket: Ticket }) => {
  const { t } = useTranslation();
  const refusal = refusalReason(ticket.can, 'ticket.set_forecast');
  const isFinished = ['resolved', 'closed', 'canceled'].includes(ticket.baseState);
  return (
    <Field label={t('field.solutionForecast')}>
      <PopupButton
        position="bottom-start"
        button={(anchor) => (
          <button
            {...anchor}
            type="button"
            className="pick field-value is-wrapping"
            aria-disabled={refusal !== null}
            title={refusal ?? undefined}
            onClick={(event) => refusal === null && anchor.onClick(event)}
          >
            <span className="sr">{t('field.edit', { what: t('field.solutionForecast') })} </span>
            {ticket.solutionDueAt ? (
              <>
                <span>{dayAndTime(ticket.solutionDueAt)}</span>
                {!isFinished && <DueChip dueAt={ticket.solutionDueAt} />}
                {ticket.forecastSource && <span className="faint">{t(`forecast.${ticket.forecastSource}`)}</span>}
              </>
            ) : (
              <span className="nothing">{t('field.undefined')}</span>
            )}
          </button>
        )}
      >
        {(close) => <ForecastForm ticket={ticket} close={close} />}
      </PopupButton>
    </Field>
  );
};
