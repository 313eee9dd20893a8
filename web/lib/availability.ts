import type { AgentAvailability, AgentStatus } from '@crossdesk/contracts/availability.ts';
import type { BuiltInStatus } from '@crossdesk/contracts/lists/availability.ts';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from './client.ts';
import { localizedName, translate } from './i18n.ts';
import { showProblem } from './problem-messages.ts';
import { agentStatusesQuery, availabilityQuery, keys, queryClient } from './queries.ts';

/** How an agent is marked: receives work, is away for a moment, or is not there. */
export type AvailabilityMark = BuiltInStatus;

const markOf = ({ refusal }: AgentAvailability): AvailabilityMark => {
  if (refusal === null) return 'available';
  return refusal === 'away' || refusal === 'idle' ? 'away' : 'offline';
};

/** The statuses of the company and the availability of all agents. */
export type Availabilities = {
  statuses: readonly AgentStatus[];
  of: (agentId: number | null) => AgentAvailability | null;
  /** Null until loaded, and for disabled agents. */
  mark: (agentId: number | null) => AvailabilityMark | null;
  /** In words: the status, or what else keeps the agent from receiving work. */
  words: (agentId: number | null) => string | null;
  statusName: (statusId: number) => string;
};

const toAvailabilities = (
  items: readonly AgentAvailability[] = [],
  statuses: readonly AgentStatus[] = [],
): Availabilities => {
  const byAgent = new Map(items.map((one) => [one.agentId, one]));
  const byStatus = new Map(statuses.map((one) => [one.id, one]));
  const of = (agentId: number | null) => byAgent.get(agentId ?? 0) ?? null;
  const statusName = (statusId: number) => localizedName(byStatus.get(statusId)?.name ?? { en: '…' });
  const wordsOf = ({ refusal, statusId }: AgentAvailability) =>
    refusal === null || refusal === 'away' || refusal === 'offline'
      ? statusName(statusId)
      : translate(`availability.${refusal}`);
  return {
    statuses,
    of,
    mark: (agentId) => {
      const one = of(agentId);
      return one && markOf(one);
    },
    words: (agentId) => {
      const one = of(agentId);
      return one && wordsOf(one);
    },
    statusName,
  };
};

/** The availability of all agents; empty until it is loaded. */
export const useAvailabilities = (): Availabilities => {
  const { data } = useQuery(availabilityQuery);
  const { data: statuses } = useQuery(agentStatusesQuery);
  const { i18n } = useTranslation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the names change with the language
  return useMemo(() => toAvailabilities(data?.items, statuses?.items), [data, statuses, i18n.language]);
};

/**
 * Sets the status of an agent. It is shown immediately; if the server refuses, the old one returns
 * with the reason.
 */
export const setStatus = async (
  agentId: number,
  change: { statusId: number; reason?: string; until?: string | null },
): Promise<void> => {
  const before = queryClient.getQueryData(keys.availability);
  const update = (next: Partial<AgentAvailability>) =>
    queryClient.setQueryData(availabilityQuery.queryKey, (data) =>
      data ? { items: data.items.map((one) => (one.agentId === agentId ? { ...one, ...next } : one)) } : data,
    );
  await queryClient.cancelQueries({ queryKey: keys.availability });
  update({ reason: '', until: null, ...change });
  try {
    update(await call('setAvailability', { params: { agentId }, body: change }));
  } catch (error) {
    queryClient.setQueryData(keys.availability, before);
    showProblem(error);
  }
};
