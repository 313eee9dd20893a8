import type { Context } from '../../platform/context.ts';
import * as store from '../store.ts';
import { followEvents, followedEvents } from './follow.ts';

const batchSize = 200;

/**
 * Calculates the times of all tickets from the whole event log, for a company that is created with
 * its past. What is over by now is not announced.
 */
export async function followPast(ctx: Context): Promise<void> {
  for (let lastId = 0; ; ) {
    const events = await ctx.tx
      .selectFrom('event')
      .selectAll()
      .where('id', '>', lastId)
      .where('type', 'in', [...followedEvents])
      .orderBy('id')
      .limit(batchSize)
      .execute();
    if (events.length > 0) await followEvents(ctx, events);
    if (events.length < batchSize) break;
    lastId = events.at(-1)?.id ?? lastId;
  }
  await store.markPastAnnounced(ctx.tx, ctx.now);
}
