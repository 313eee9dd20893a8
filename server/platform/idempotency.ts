import type { Context } from './context.ts';
import type { ModuleJobs } from './module-jobs.ts';
import { problem } from './problems.ts';

/** Responses to requests with an Idempotency-Key, per actor; kept for a day. */
export interface IdempotencyTable {
  actor: string;
  key: string;
  fingerprint: string;
  answer: string | null;
  created_at: Date;
}

declare module './database.ts' {
  interface Tables {
    idempotency: IdempotencyTable;
  }
}

function actorKey(ctx: Context): string {
  const { actor } = ctx;
  if (actor.kind === 'agent') return `agent:${actor.agentId}`;
  if (actor.kind === 'contact') return `contact:${actor.contactId}`;
  return actor.kind;
}

/**
 * Runs `work` once per key. The key is inserted in the same transaction as the work, so a second
 * request waits for the first and then gets its response. The same key with a different request is
 * an `idempotency_mismatch`.
 */
export async function runOnce(
  ctx: Context,
  key: string,
  fingerprint: string,
  work: () => Promise<unknown>,
): Promise<unknown> {
  const actor = actorKey(ctx);
  const taken = await ctx.tx
    .insertInto('idempotency')
    .values({ actor, key, fingerprint, answer: null, created_at: ctx.now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('key')
    .executeTakeFirst();
  if (!taken) {
    const before = await ctx.tx
      .selectFrom('idempotency')
      .select(['fingerprint', 'answer'])
      .where('actor', '=', actor)
      .where('key', '=', key)
      .executeTakeFirstOrThrow();
    if (before.fingerprint !== fingerprint) throw problem('idempotency_mismatch');
    return JSON.parse(before.answer ?? 'null');
  }
  const answer = await work();
  await ctx.tx
    .updateTable('idempotency')
    .set({ answer: JSON.stringify(answer ?? null) })
    .where('actor', '=', actor)
    .where('key', '=', key)
    .execute();
  return answer;
}

/** Nightly: deletes stored responses after a day. */
export const idempotencyJobs: ModuleJobs = {
  tasks: {
    'platform:tidy': async (services) => {
      const before = new Date(services.now().getTime() - 24 * 60 * 60 * 1000);
      await services.db.deleteFrom('idempotency').where('created_at', '<', before).execute();
    },
  },
  schedule: [{ task: 'platform:tidy', cron: '37 3 * * *' }],
};
