import { randomBytes, randomUUID } from 'node:crypto';
import { defaultKeyHasher } from '@better-auth/api-key';
import { type Context, requireAgent } from '../../platform/context.ts';
import { emit } from '../../platform/events.ts';
import { problem } from '../../platform/problems.ts';
import * as store from '../store.ts';

/** Prefix that makes leaked keys recognizable. */
const keyPrefix = 'cdk_';

/** Creates a key that acts as the agent. Only its hash is stored, so it can be shown only once. */
export async function createApiKey(ctx: Context, name: string): Promise<{ id: string; key: string }> {
  const { agentId, userId } = requireAgent(ctx);
  const key = `${keyPrefix}${randomBytes(48).toString('base64url')}`;
  const id = randomUUID();
  await store.insertApiKey(ctx.tx, {
    id,
    name,
    start: key.slice(0, 8),
    prefix: keyPrefix,
    key: await defaultKeyHasher(key),
    referenceId: userId,
    at: ctx.now,
  });
  await emit(ctx, { type: 'agent.edited', data: { agentId }, changes: [{ field: 'apiKey', before: null, after: id }] });
  return { id, key };
}

/** Revokes one of the agent's own keys. */
export async function deleteApiKey(ctx: Context, keyId: string): Promise<{ ok: true }> {
  const { agentId, userId } = requireAgent(ctx);
  if (!(await store.deleteApiKey(ctx.tx, userId, keyId))) throw problem('not_found');
  await emit(ctx, {
    type: 'agent.edited',
    data: { agentId },
    changes: [{ field: 'apiKey', before: keyId, after: null }],
  });
  return { ok: true };
}
