import { createHash } from 'node:crypto';
import { defaultKeyHasher } from '@better-auth/api-key';
import type { Permission } from '@crossdesk/contracts/permissions.ts';
import type { FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import type { Actor, AgentActor } from '../platform/context.ts';
import type { Db } from '../platform/database.ts';
import { problem } from '../platform/problems.ts';
import { bearerKey } from '../platform/request-limits.ts';
import type { Auth } from './auth.ts';
import './tables.ts';

/**
 * How long a verified session or key is cached. Changes of agents and profiles, and signing out,
 * clear the cache.
 */
const cacheMs = 5_000;
const maxCacheEntries = 10_000;

/**
 * The agent of a user with current permissions and departments; null if there is none or the agent
 * is disabled.
 */
export async function agentActor(db: Db, by: { userId: string } | { agentId: number }): Promise<AgentActor | null> {
  const row = await db
    .selectFrom('agent')
    .innerJoin('profile', 'profile.id', 'agent.profile_id')
    .select(['agent.id', 'agent.user_id', 'agent.name', 'agent.email', 'agent.profile_id'])
    .select(['agent.avatar_url', 'agent.locale', 'agent.time_zone', 'profile.permissions'])
    .select(
      sql<
        AgentActor['memberships']
      >`coalesce((select json_agg(json_build_object('departmentId', m.department_id, 'role', m.role) order by m.department_id)
        from department_member m where m.agent_id = agent.id), '[]')`.as('memberships'),
    )
    .where('agent.is_active', '=', true)
    .$if('userId' in by, (query) => query.where('agent.user_id', '=', 'userId' in by ? by.userId : ''))
    .$if('agentId' in by, (query) => query.where('agent.id', '=', 'agentId' in by ? by.agentId : 0))
    .executeTakeFirst();
  if (!row) return null;
  return {
    kind: 'agent',
    agentId: row.id,
    userId: row.user_id,
    sessionId: null,
    name: row.name,
    email: row.email,
    profileId: row.profile_id,
    permissions: new Set<Permission>(row.permissions),
    memberships: row.memberships,
    avatarUrl: row.avatar_url,
    locale: row.locale,
    timeZone: row.time_zone,
  };
}

export type Authenticator = {
  /**
   * Identifies the caller by API key or, without an Authorization header, by session cookie; null
   * if nobody is signed in.
   */
  authenticate(request: Pick<FastifyRequest, 'headers'>): Promise<Actor | null>;
  /** Clears the cache, so that the next request is checked again. */
  clearCache(): void;
};

const sessionCookie = /(?:^|;\s*)(?:__Secure-)?crossdesk\.session_token=([^;]+)/;

function toHeaders(incoming: FastifyRequest['headers']): Headers {
  const headers = new Headers();
  for (const name of ['cookie', 'user-agent', 'host']) {
    const value = incoming[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  return headers;
}

/**
 * Creates an authenticator. Results are cached for a few seconds to save a database query per
 * request.
 */
export function createAuthenticator(auth: Auth, db: Db): Authenticator {
  let cache = new Map<string, { actor: Actor | null; until: number }>();
  const cachedActor = async (proof: string, find: () => Promise<Actor | null>): Promise<Actor | null> => {
    const key = createHash('sha256').update(proof).digest('base64');
    const known = cache.get(key);
    if (known && known.until > Date.now()) return known.actor;
    const generation = cache;
    const actor = await find();
    if (cache.size > maxCacheEntries) cache = new Map();
    if (actor && generation === cache) cache.set(key, { actor, until: Date.now() + cacheMs });
    return actor;
  };
  return {
    async authenticate(request) {
      const bearer = bearerKey(request.headers.authorization);
      if (bearer) {
        return cachedActor(`key ${bearer}`, async () => {
          // The library would report an invalid key when the database is unavailable.
          const key = await apiKeyOwner(db, bearer);
          return key ? agentActor(db, { userId: key.referenceId }) : null;
        });
      }
      if (request.headers.authorization !== undefined) return null;
      const cookie = sessionCookie.exec(request.headers.cookie ?? '')?.[1];
      if (!cookie) return null;
      return cachedActor(`session ${cookie}`, async () => {
        // The library throws if it cannot check the session; that must not sign anyone out.
        const session = await auth.api.getSession({ headers: toHeaders(request.headers) }).catch(() => {
          throw problem('unavailable');
        });
        if (!session) return null;
        const agent = await agentActor(db, { userId: session.user.id });
        return agent ? { ...agent, sessionId: session.session.id } : contactActor(db, session.user.email);
      });
    },
    clearCache() {
      cache = new Map();
    },
  };
}

const apiKeyOwner = async (db: Db, key: string) =>
  db
    .selectFrom('auth_api_key')
    .select('referenceId')
    .where('key', '=', await defaultKeyHasher(key))
    .where('enabled', 'is not', false)
    .where((where) => where.or([where('expiresAt', 'is', null), where('expiresAt', '>', sql<Date>`now()`)]))
    .executeTakeFirst();

async function contactActor(db: Db, email: string): Promise<Actor | null> {
  const row = await db
    .selectFrom('contact_address')
    .innerJoin('contact', 'contact.id', 'contact_address.contact_id')
    .select(['contact.id', 'contact.name'])
    .where('contact_address.kind', '=', 'email')
    .where('contact_address.address', '=', email.toLowerCase())
    .executeTakeFirst();
  return row ? { kind: 'contact', contactId: row.id, name: row.name } : null;
}
