import type { Membership } from '@crossdesk/contracts/identity.ts';
import type { Permission } from '@crossdesk/contracts/permissions.ts';
import type { Locale } from '@crossdesk/contracts/scalars.ts';
import type { DNSResolver } from 'mailauth';
import type { Config } from './config.ts';
import { type Db, inTransaction, type Tx } from './database.ts';
import type { FileStore } from './files.ts';
import type { Log } from './log.ts';
import type { MailSender } from './mail-sender.ts';
import type { SmsSender } from './sms-sender.ts';

/** A signed-in agent with their permissions and departments at the time of the request. */
export type AgentActor = {
  kind: 'agent';
  agentId: number;
  userId: string;
  /** The browser session; null for an API key. */
  sessionId: string | null;
  name: string;
  email: string;
  profileId: number;
  permissions: ReadonlySet<Permission>;
  memberships: readonly Membership[];
  avatarUrl: string | null;
  locale: Locale;
  timeZone: string;
};

/** Who causes an action. system: a rule, a timer or an incoming mail. anyone: not signed in. */
export type Actor =
  | AgentActor
  | { kind: 'contact'; contactId: number; name: string }
  | { kind: 'system'; name: string }
  | { kind: 'anyone' };

/** Hashes passwords, deliberately slowly, because a stolen hash must not reveal its password. */
export type PasswordHasher = {
  hash(password: string): Promise<string>;
  verify(given: { hash: string; password: string }): Promise<boolean>;
};

/** Connections to external services and slow work, replaceable in tests. */
export type ExternalServices = {
  mail: MailSender;
  sms: SmsSender;
  files: FileStore;
  /** Replaces the system DNS resolver for SPF, DKIM and DMARC lookups. */
  resolver?: DNSResolver;
  passwords: PasswordHasher;
};

/** Services of the process, shared by all requests. */
export type Services = {
  config: Config;
  db: Db;
  log: Log;
  external: ExternalServices;
  now: () => Date;
};

/** First argument of every read. */
export type ReadContext = {
  actor: Actor;
  db: Db;
  now: Date;
  log: Log;
  requestId: string | null;
  config: Config;
  external: ExternalServices;
};

/** First argument of every command: a read context inside a transaction. */
export type Context = ReadContext & { db: Tx; tx: Tx };

export const readContext = (services: Services, actor: Actor, requestId: string | null = null): ReadContext => ({
  actor,
  db: services.db,
  now: services.now(),
  log: requestId ? services.log.child({ requestId }) : services.log,
  requestId,
  config: services.config,
  external: services.external,
});

/** Runs a command in its own transaction. */
export const runCommand = <T>(
  services: Services,
  actor: Actor,
  command: (ctx: Context) => Promise<T>,
  requestId: string | null = null,
): Promise<T> =>
  inTransaction(services.db, (tx) => command({ ...readContext(services, actor, requestId), db: tx, tx }));

/** The actor as an agent. Throws if it is not one, which is a bug: routes check the caller. */
export function requireAgent(ctx: ReadContext): AgentActor {
  if (ctx.actor.kind !== 'agent') throw new Error(`expected an agent, got ${ctx.actor.kind}`);
  return ctx.actor;
}

export const systemActor = (name: string): Actor => ({ kind: 'system', name });
