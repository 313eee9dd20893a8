import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { Button, Popover } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayAndTime } from '../lib/format.ts';
import { whyNot } from '../lib/sentences.ts';
import { DueChip } from '../ui/marks.tsx';
import { editTicket } from './edit-ticket.ts';

const two = (value: number) => String(value).padStart(2, '0');
const localInput = (instant: string | null): string => {
  if (!instant) return '';
  const at = new Date(instant);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
};

/** When a solution is expected; may be undefined (ZV-24), and set by hand only by those allowed to (ZV-25). */
export const ForecastField = ({ ticket }: { ticket: Ticket }) => {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState('');
  const refusal = whyNot(ticket.can, 'ticket.set_forecast');
  const isOver = ['resolved', 'closed', 'canceled'].includes(ticket.baseState);
  const keep = (solutionDueAt: string | null) => {
    setOpen(false);
    if (solutionDueAt !== ticket.solutionDueAt) void editTicket(ticket, { solutionDueAt }, { solutionDueAt });
  };
  return (
    <div className="field">
      <dt>{t('field.solutionForecast')}</dt>
      <dd>
        <Popover opened={isOpen} onChange={setOpen} trapFocus returnFocus position="bottom-start" shadow="md">
          <Popover.Target>
            <button
              type="button"
              className="pick field-value is-wrapping"
              aria-disabled={refusal !== null}
              title={refusal ?? undefined}
              onClick={() => {
                if (refusal !== null) return;
                setText(localInput(ticket.solutionDueAt));
                setOpen(!isOpen);
              }}
            >
              <span className="sr">{t('field.edit', { what: t('field.solutionForecast') })} </span>
              {ticket.solutionDueAt ? (
                <>
                  <span>{dayAndTime(ticket.solutionDueAt)}</span>
                  {!isOver && <DueChip dueAt={ticket.solutionDueAt} />}
                </>
              ) : (
                <span className="nothing">{t('field.undefined')}</span>
              )}
            </button>
          </Popover.Target>
          <Popover.Dropdown>
            <form
              className="plain-form"
              onSubmit={(event) => {
                event.preventDefault();
                if (text) keep(new Date(text).toISOString());
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
                <Button variant="subtle" color="gray" onClick={() => keep(null)}>
                  {t('clear')}
                </Button>
                <Button type="submit" disabled={!text}>
                  {t('save')}
                </Button>
              </span>
            </form>
          </Popover.Dropdown>
        </Popover>
      </dd>
    </div>
  );
};
