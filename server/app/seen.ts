import { recordSeen } from '../availability/index.ts';
import type { Services } from '../platform/context.ts';

/** Each agent is stored about once a minute in this process; the store skips those of others. */
const pauseMs = 55_000;

/** Stores in the background which agents have the desk open, and which are using it. */
export function createSeenRecorder(services: Services) {
  const last = { seen: new Map<number, number>(), active: new Map<number, number>() };
  const record = (kind: 'seen' | 'active', agentIds: readonly number[]): void => {
    const now = Date.now();
    const due = agentIds.filter((agentId) => (last[kind].get(agentId) ?? 0) <= now - pauseMs);
    if (due.length === 0) return;
    for (const agentId of due) last[kind].set(agentId, now);
    recordSeen(services, due, kind === 'active').catch((error: Error) => {
      for (const agentId of due) last[kind].delete(agentId);
      services.log.warn({ error: error.message }, 'could not store who has the desk open');
    });
  };
  return {
    seen: (agentIds: readonly number[]) => record('seen', agentIds),
    active: (agentId: number) => record('active', [agentId]),
  };
}

export type SeenRecorder = ReturnType<typeof createSeenRecorder>;
