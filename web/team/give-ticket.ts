import type { Team, TeamMember, TeamTicket, WaitingTicket } from '@crossdesk/contracts/assignment.ts';
import type { LiveMessage } from '@crossdesk/contracts/live.ts';
import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { queryOptions } from '@tanstack/react-query';
import { call } from '../lib/client.ts';
import { translate } from '../lib/i18n.ts';
import { showProblem } from '../lib/problem-messages.ts';
import { keys, queryClient } from '../lib/queries.ts';
import { cacheTicket } from '../lib/ticket-cache.ts';
import { toast } from '../lib/toast.ts';
import { registerUndo } from '../lib/undo.ts';

export type Card = TeamTicket | WaitingTicket;

/** Changes a ticket on the server; of web/tickets, passed in by web/app. */
export type PatchTicket = (
  before: Pick<TeamTicket, 'number' | 'version' | 'assigneeId'>,
  change: { assigneeId: number | null },
) => Promise<Ticket>;

export const days = [1, 7, 30] as const;
export type Days = (typeof days)[number];

/** The start of today, or a time some days ago, to the minute. */
const startOf = (period: Days): string => {
  const start = new Date();
  if (period === 1) start.setHours(0, 0, 0, 0);
  else start.setTime(Math.floor(start.getTime() / 60_000) * 60_000 - period * 24 * 3_600_000);
  return start.toISOString();
};

export const teamQuery = (departmentId: number, period: Days = 1) =>
  queryOptions({
    queryKey: [...keys.team, departmentId, period],
    queryFn: ({ signal }) =>
      call('getTeam', { params: { id: departmentId }, query: { since: startOf(period) }, signal }),
  });

let refreshTimer: ReturnType<typeof setTimeout> | undefined;
const refreshTeam = () => queryClient.invalidateQueries({ queryKey: keys.team });

/** Reloads the board shortly after a change by anyone; many changes cause one request. */
export const refreshOnLiveMessage = ({ kind }: LiveMessage): void => {
  if (kind === 'notification') return;
  clearTimeout(refreshTimer);
  refreshTimer = setTimeout(() => void refreshTeam(), 600);
};

/** The board with a ticket moved to an agent, or to Unassigned. */
const withMoved = (team: Team, card: Card, agentId: number | null): Team => {
  const moved: TeamTicket = { ...card, assigneeId: agentId };
  const isOther = (one: Card) => one.number !== card.number;
  const wasWaiting = card.assigneeId === null;
  const waiting = team.waiting.filter(isOther);
  return {
    ...team,
    members: team.members.map((member: TeamMember): TeamMember => {
      const change = Number(member.agentId === agentId) - Number(member.agentId === card.assigneeId);
      const rest = member.tickets.filter(isOther);
      return {
        ...member,
        openCount: member.openCount + change,
        ticketCount: member.ticketCount + change,
        tickets: member.agentId === agentId ? [moved, ...rest] : rest,
      };
    }),
    waiting: agentId === null ? [{ ...moved, reason: null, since: new Date().toISOString() }, ...waiting] : waiting,
    waitingCount: team.waitingCount + Number(agentId === null) - Number(wasWaiting),
  };
};

/** Whether a ticket waited for automatic assignment, and not for somebody to assign it by hand. */
const wasQueued = (card: Card): card is WaitingTicket =>
  card.assigneeId === null && 'reason' in card && card.reason !== null && card.reason !== 'manual';

/**
 * Gives a ticket to a member, or to nobody. The board shows it immediately; on a refusal the ticket
 * returns and the reason is shown. It can be undone; a ticket that waited for automatic assignment
 * then waits again, since the same time.
 */
export const giveTicket = async (
  departmentId: number,
  card: Card,
  to: { agentId: number | null; name: string },
  patchTicket: PatchTicket,
): Promise<void> => {
  if (card.assigneeId === to.agentId) return;
  const { queryKey } = teamQuery(departmentId);
  await queryClient.cancelQueries({ queryKey: keys.team });
  queryClient.setQueryData<Team>(queryKey, (team) => team && withMoved(team, card, to.agentId));
  const change = async (before: Parameters<PatchTicket>[0], assigneeId: number | null) => {
    const ticket = await patchTicket(before, { assigneeId });
    cacheTicket(ticket);
    return ticket;
  };
  const giving = change(card, to.agentId);
  const undo = registerUndo(() => {
    void giving
      .then(async ({ number, version, ...given }) => {
        if (!wasQueued(card)) return change({ number, version, ...given }, card.assigneeId);
        const queued = await call('queueTicket', { params: { number }, body: { version, since: card.since } });
        cacheTicket(queued);
        return queued;
      })
      .then(() => toast({ tone: 'good', text: translate('ticket.changedBack', { number: card.number }) }))
      .catch(showProblem)
      .finally(refreshTeam);
  });
  try {
    await giving;
    const key = to.agentId === null ? 'team.taken' : 'team.given';
    undo.show('good', translate(key, { number: card.number, name: to.name }, 'team'));
  } catch (error) {
    undo.discard();
    showProblem(error);
  } finally {
    void refreshTeam();
  }
};
