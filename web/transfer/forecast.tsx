import type { AssignmentSettings } from '@crossdesk/contracts/assignment.ts';
import type { ProblemCode } from '@crossdesk/contracts/problems.ts';
import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import type { TransferForecast } from '@crossdesk/contracts/transfer.ts';
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type Names, useNames } from '../lib/catalog.ts';
import { listOf } from '../lib/format.ts';
import { hasMessage, problemKey, translate } from '../lib/i18n.ts';
import { IconAlertTriangle } from '../ui/icons.ts';
import { Candidates, waitingText } from './candidates.tsx';
import { decisiveFactor, factorKey, type TransferForm } from './terms.ts';

const blockedCodes = [
  'no_rule',
  'not_in_rule',
  'nobody_in_rule',
  'agent_not_in_department',
  'agent_unavailable',
  'nobody_available',
  'transfer_target_disabled',
  'transfer_target_not_allowed',
  'same_department',
  'transfers_off',
] as const;
type BlockedCode = (typeof blockedCodes)[number];
export const isBlockedCode = (code: string): code is BlockedCode => blockedCodes.some((one) => one === code);

/** Why a ticket cannot be transferred, naming the department, the person and the channel. */
export const blockedText = (
  names: Names,
  ticket: Pick<Ticket, 'channel' | 'departmentId'>,
  code: string,
  to: { departmentId: number; agentId?: number | null },
): string =>
  isBlockedCode(code)
    ? translate(
        `blocked.${code}`,
        {
          department: names.department(to.departmentId) ?? '',
          name: names.agent(to.agentId ?? null) ?? '',
          from: names.department(ticket.departmentId) ?? '',
          channel: translate(`channel.name.${ticket.channel}`, {}, 'transfer'),
        },
        'transfer',
      )
    : translate(problemKey(hasMessage(`problem.${code}`) ? (code as ProblemCode) : 'internal_error'));

/** The sentence about who gets the ticket. */
const receiverText = (
  names: Names,
  forecast: TransferForecast,
  departmentId: number,
  settings: AssignmentSettings | undefined,
): string => {
  const department = names.department(departmentId) ?? '';
  const name = names.agent(forecast.agentId) ?? '';
  if (forecast.outcome === 'named') return translate('forecast.named', { name }, 'transfer');
  if (forecast.outcome === 'assigned' && forecast.agentId !== null) {
    const factor = decisiveFactor(
      forecast.candidates,
      forecast.agentId,
      settings ?? { mode: 'least_open', tieBreak: 'least_recent' },
    );
    const count = forecast.candidates.find((one) => one.agentId === forecast.agentId)?.openCount ?? 0;
    return translate(`forecast.${factorKey(factor)}`, { name, department, count }, 'transfer');
  }
  if (forecast.reason === 'manual') return translate('forecast.waitingManual', { department }, 'transfer');
  const reason = waitingText(forecast.reason ?? 'nobody_available', department, forecast.candidates);
  return translate('forecast.waiting', { reason }, 'transfer');
};

/** The effects besides the responsible; warnings are marked. */
const effectsOf = (names: Names, forecast: TransferForecast, ticket: Ticket, form: TransferForm) => {
  const { departmentId, keep } = form;
  const department = names.department(departmentId) ?? '';
  const isMove = departmentId !== ticket.departmentId;
  const kept = ticket.shares.flatMap((one) =>
    one.departmentId === departmentId ? [] : [names.department(one.departmentId) ?? ''],
  );
  const from = names.department(ticket.departmentId) ?? '';
  const isShared = isMove && keep !== 'nothing' && keep !== 'trace';
  const text = (isOn: boolean, message: () => string, isWarning = false) =>
    isOn ? [{ text: message(), isWarning }] : [];
  return [
    ...text(forecast.endsShare, () => translate('forecast.endsShare', { department }, 'transfer')),
    ...text(isMove && kept.length > 0, () =>
      translate('forecast.keptShares', { departments: listOf(kept) }, 'transfer'),
    ),
    ...text(isShared, () =>
      translate(
        'forecast.keptAccess',
        { department: from, level: keep === 'nothing' || keep === 'trace' ? '' : translate(`level.${keep}`) },
        'transfer',
      ),
    ),
    ...text(forecast.losesAccess, () => translate('forecast.losesAccess', {}, 'transfer'), true),
    ...text(
      isMove && forecast.handoverCount >= 3,
      () => translate('forecast.handover', { count: forecast.handoverCount }, 'transfer'),
      true,
    ),
  ];
};

/** A refusal, with the next steps as buttons. */
export const Blocked = ({ text, children }: { text: string; children?: ReactNode }) => (
  <div className="blocked">
    <IconAlertTriangle aria-hidden />
    <div>
      <p>{text}</p>
      {children && <div className="blocked-buttons">{children}</div>}
    </div>
  </div>
);

export const StepButton = (props: { onClick: () => void; children: ReactNode }) => (
  <Button variant="default" size="compact-sm" onClick={props.onClick}>
    {props.children}
  </Button>
);

/** What a transfer would do: who gets the ticket, and what changes besides; or why it cannot. */
export const Forecast = (props: {
  ticket: Ticket;
  form: TransferForm;
  forecast: TransferForecast | undefined;
  /** Shown instead of the forecast while something has to be chosen. */
  hint: string | null;
  settings: AssignmentSettings | undefined;
  /** Null if the ticket cannot be shared. */
  onShare: (() => void) | null;
  onLetAssign: () => void;
  onSubstitute: (agentId: number) => void;
}) => {
  const { t } = useTranslation('transfer');
  const names = useNames();
  const { ticket, form, forecast, hint } = props;
  const { departmentId } = form;
  const code = forecast?.code ?? null;
  const substitute = names.agentOf(forecast?.substituteId ?? null);
  const canLetAssign = form.agentId !== null && departmentId !== ticket.departmentId && code !== 'no_rule';
  return (
    <section className="forecast" aria-label={t('transfer.happens')} aria-live="polite">
      <h3>{t('transfer.happens')}</h3>
      {hint !== null && <p className="faint">{hint}</p>}
      {hint === null && !forecast && <p className="faint">{t('transfer.happensChecking')}</p>}
      {hint === null && forecast && departmentId !== null && code !== null && (
        <Blocked text={blockedText(names, ticket, code, { departmentId, agentId: form.agentId })}>
          {code === 'agent_unavailable' && substitute !== null && (
            <StepButton onClick={() => props.onSubstitute(substitute.id)}>
              {t('blocked.substitute', { name: substitute.name })}
            </StepButton>
          )}
          {canLetAssign && (
            <StepButton onClick={props.onLetAssign}>
              {t('blocked.letAssign', { department: names.department(departmentId) ?? '' })}
            </StepButton>
          )}
          {props.onShare && departmentId !== ticket.departmentId && (
            <StepButton onClick={props.onShare}>{t('blocked.share')}</StepButton>
          )}
        </Blocked>
      )}
      {hint === null && forecast && departmentId !== null && code === null && (
        <>
          <p>{receiverText(names, forecast, departmentId, props.settings)}</p>
          {effectsOf(names, forecast, ticket, form).map((effect) => (
            <p key={effect.text} data-warning={effect.isWarning || undefined}>
              {effect.isWarning && <IconAlertTriangle aria-hidden />}
              {effect.text}
            </p>
          ))}
          {forecast.outcome !== 'named' && forecast.candidates.length > 0 && (
            <details>
              <summary>{t('transfer.why')}</summary>
              <Candidates candidates={forecast.candidates} chosenId={forecast.agentId} />
            </details>
          )}
        </>
      )}
    </section>
  );
};
