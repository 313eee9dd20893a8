import { EventEmitter } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BuiltInStatus } from '@crossdesk/contracts/lists/availability.ts';
import type { BuiltInProfile, Permission } from '@crossdesk/contracts/permissions.ts';
import type { ChoiceCreate } from '@crossdesk/contracts/settings.ts';
import type { FastifyInstance } from 'fastify';
import { Logger, runOnce, type WorkerEvents } from 'graphile-worker';
import { sql } from 'kysely';
import type { DNSResolver } from 'mailauth';
import { buildHttp } from '../app/http.ts';
import { subscribers, tasks } from '../app/jobs.ts';
import { givenAvailability } from '../availability/given.ts';
import { type GivenMessage, givenMessage } from '../conversation/given.ts';
import { givenDepartment, givenMailbox } from '../departments/given.ts';
import { type GivenAgent, givenAgent, givenContact, givenProfile } from '../identity/given.ts';
import {
  type Authenticator,
  agentActor,
  createApiKey,
  createAuth,
  createAuthenticator,
  prepareInstallation,
  setUpCompany,
} from '../identity/index.ts';
import { type Config, readConfig } from '../platform/config.ts';
import {
  type AgentActor,
  type Context,
  type PasswordHasher,
  runCommand,
  type Services,
  systemActor,
} from '../platform/context.ts';
import { type Database, openDatabase } from '../platform/database.ts';
import { folderStore } from '../platform/files.ts';
import { toTaskList } from '../platform/jobs.ts';
import { openLog } from '../platform/log.ts';
import { readEvents } from '../platform/subscribers.ts';
import { givenChoice } from '../settings/given.ts';
import { type GivenTicket, givenTicket } from '../tickets/given.ts';
import { type Client, createTestClient } from './client.ts';
import { createTestDatabase } from './database.ts';
import { createMailRecorder, type MailRecorder } from './mail.ts';
import { cheapHasher } from './passwords.ts';
import { createSmsRecorder, type SmsRecorder } from './sms.ts';

/** An agent with an API key. */
export type TestAgent = Awaited<ReturnType<typeof givenAgent>> & { key: string };

export type TestApp = Client & {
  services: Services;
  app: FastifyInstance;
  database: Database;
  databaseUrl: string;
  authenticator: Authenticator;
  mail: MailRecorder;
  sms: SmsRecorder;
  clock: { now(): Date; move(ms: number): void };
  /** The administrator who set the company up. */
  admin: TestAgent;
  /** The setup token, if the company has not been set up yet. */
  setupToken: string | null;
  /** Builders for test data: `given.ticket(…)` creates a ticket with all it needs. */
  given: Builders;
  /** Runs work in a transaction of its own, as the system or as an agent. */
  inTransaction<T>(work: (ctx: Context) => Promise<T>, agentId?: number): Promise<T>;
  actorOf(agentId: number): Promise<AgentActor>;
  /**
   * Lets subscribers read all events and runs queued jobs until none is due by the test clock.
   * Returns the messages of failed attempts; throws on a failure unless `mayFail`. A failed job is
   * due again later: move the clock.
   */
  runJobs(options?: { mayFail?: boolean }): Promise<string[]>;
  close(): Promise<void>;
};

type Builders = {
  department(given?: { name?: string; isActive?: boolean }): ReturnType<typeof givenDepartment>;
  mailbox(given: { departmentId: number; address?: string; name?: string }): ReturnType<typeof givenMailbox>;
  profile(permissions: readonly Permission[]): ReturnType<typeof givenProfile>;
  agent(given?: GivenAgent): Promise<TestAgent>;
  /** An agent with a built-in profile in one department. */
  member(departmentId: number, profile?: BuiltInProfile): Promise<TestAgent>;
  /** Sets the status of an agent, who has the desk open from now on. */
  availability(agentId: number, key?: BuiltInStatus): ReturnType<typeof givenAvailability>;
  contact(given?: Parameters<typeof givenContact>[1]): ReturnType<typeof givenContact>;
  choice(given: Pick<ChoiceCreate, 'kind'> & Partial<ChoiceCreate>): ReturnType<typeof givenChoice>;
  /**
   * A ticket with one message of its requester, who is created if not given. Returns its number.
   */
  ticket(given: Omit<GivenTicket, 'requesterId'> & { requesterId?: number; text?: string }): Promise<number>;
  message(number: number, given?: GivenMessage): Promise<number>;
};

type TestAppOptions = {
  /** Additional environment variables, as an operator would set them. */
  env?: Record<string, string>;
  config?: Partial<Config>;
  /** TXT records by name; every other name is unknown. */
  dns?: Record<string, string>;
  /** Hashes passwords like a server, if one uses the same database. By default cheaply. */
  passwords?: PasswordHasher;
  /** False leaves the company unconfigured. */
  isSetUp?: boolean;
};

const day = 24 * 60 * 60 * 1000;

/**
 * The clock runs, because the sign-in library and PostgreSQL use their own clocks, and can be moved
 * ahead.
 */
function testClock() {
  let offsetMs = 0;
  return {
    now: () => new Date(Date.now() + offsetMs),
    move: (ms: number) => {
      offsetMs += ms;
    },
  };
}

function createBuilders(inTransaction: TestApp['inTransaction']): Builders {
  const agent: Builders['agent'] = async (given) => {
    const created = await inTransaction((ctx) => givenAgent(ctx, given));
    const key =
      given?.isActive === false
        ? ''
        : await inTransaction(async (ctx) => (await createApiKey(ctx, 'test')).key, created.id);
    return { ...created, key };
  };
  return {
    department: (given) => inTransaction((ctx) => givenDepartment(ctx, given)),
    mailbox: (given) => inTransaction((ctx) => givenMailbox(ctx, given)),
    profile: (permissions) => inTransaction((ctx) => givenProfile(ctx, permissions)),
    agent,
    member: (departmentId, profile = 'agent') => agent({ profile, in: [departmentId] }),
    availability: (agentId, key) => inTransaction((ctx) => givenAvailability(ctx, key), agentId),
    contact: (given) => inTransaction((ctx) => givenContact(ctx, given)),
    choice: (given) => inTransaction((ctx) => givenChoice(ctx, given)),
    ticket: ({ text, requesterId, isDeleted, ...given }) =>
      inTransaction(async (ctx) => {
        const contactId = requesterId ?? (await givenContact(ctx)).id;
        const number = await givenTicket(ctx, { ...given, requesterId: contactId });
        const visibility = given.type === 'internal' ? 'internal' : 'public';
        await givenMessage(ctx, number, { contactId, kind: 'request', visibility, ...(text ? { text } : {}) });
        if (isDeleted) await sql`update ticket set deleted_at = ${ctx.now} where id = ${number}`.execute(ctx.tx);
        return number;
      }),
    message: (number, given) => inTransaction((ctx) => givenMessage(ctx, number, given)),
  };
}

function resolverOf(records: Record<string, string>): DNSResolver {
  return async (name, type) => {
    const text = type === 'TXT' ? records[name] : undefined;
    if (text === undefined) throw Object.assign(new Error(`${name} is unknown`), { code: 'ENOTFOUND' });
    return [[text]];
  };
}

/**
 * A complete help desk on its own database, with everything outside replaced by fakes. Call in
 * `beforeAll`, `close` in `afterAll`.
 */
export async function testApp(options: TestAppOptions = {}): Promise<TestApp> {
  const testDatabase = await createTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'crossdesk-app-'));
  const log = openLog(process.env.TEST_LOG_LEVEL ?? 'silent');
  const database = openDatabase(testDatabase.url, 10, log);
  const config: Config = {
    ...readConfig({
      CROSSDESK_DATA: folder,
      CROSSDESK_SECRET: 'a secret that is only used in tests, nowhere else',
      PORT: '3000',
      PUBLIC_URL: 'http://desk.example',
      SMTP_URL: 'smtp://127.0.0.1:1',
      REQUESTS_PER_MINUTE: '0',
      ...options.env,
    }),
    ...options.config,
  };
  const clock = testClock();
  const mail = createMailRecorder(config.smtpUrl !== null);
  const sms = createSmsRecorder(config.twilio !== null);
  const services: Services = {
    config,
    db: database.db,
    log,
    external: {
      mail: mail.sender,
      sms: sms.sender,
      files: folderStore(join(folder, 'files')),
      resolver: resolverOf(options.dns ?? {}),
      passwords: options.passwords ?? cheapHasher,
    },
    now: clock.now,
  };
  const setupToken = await prepareInstallation(services);
  const auth = createAuth(services);
  const authenticator = createAuthenticator(auth, database.db);
  const app = await buildHttp(services, auth, authenticator);
  await app.ready();
  const actorOf: TestApp['actorOf'] = async (agentId) => {
    const actor = await agentActor(services.db, { agentId });
    if (!actor) throw new Error(`agent ${agentId} is not active`);
    return actor;
  };
  const inTransaction: TestApp['inTransaction'] = async (work, agentId) =>
    runCommand(services, agentId === undefined ? systemActor('test') : await actorOf(agentId), work);
  const given = createBuilders(inTransaction);
  let admin = {} as TestAgent;
  if (options.isSetUp !== false) {
    await runCommand(services, { kind: 'anyone' }, (ctx) =>
      setUpCompany(ctx, {
        token: setupToken ?? '',
        company: { name: 'Acme', locale: 'en', timeZone: 'Europe/Lisbon' },
        admin: { name: 'Ada Admin', email: 'ada@desk.example', password: 'correct horse battery' },
        departments: [{ en: 'Head Office' }],
      }),
    );
    admin = await given.agent({ name: 'Root', profile: 'admin' });
  }
  return {
    ...createTestClient(app),
    services,
    app,
    database,
    databaseUrl: testDatabase.url,
    authenticator,
    mail,
    sms,
    clock,
    admin,
    setupToken,
    given,
    inTransaction: inTransaction,
    actorOf,
    runJobs: (jobs = {}) => runDueJobs(services, database, clock.now, jobs.mayFail ?? false),
    close: async () => {
      await app.close();
      await database.close();
      await testDatabase.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * PostgreSQL's clock decides which jobs are due, so jobs due by the test clock are moved to now.
 */
async function runDueJobs(
  services: Services,
  { pool }: Database,
  now: () => Date,
  mayFail: boolean,
): Promise<string[]> {
  const failures: string[] = [];
  const failedIds: string[] = [];
  const events: WorkerEvents = new EventEmitter();
  events.on('job:error', ({ job, error }) => {
    failedIds.push(job.id);
    failures.push(`${job.task_identifier}: ${error instanceof Error ? error.message : String(error)}`);
  });
  const silent = new Logger(() => () => undefined);
  for (;;) {
    await readEvents(services, subscribers);
    const due = await pool.query(
      `update graphile_worker._private_jobs set run_at = now() - interval '1 second'
        where run_at <= greatest(now(), $1::timestamptz) and locked_at is null and attempts < max_attempts returning id`,
      [now()],
    );
    if (due.rowCount === 0) break;
    await runOnce({
      pgPool: pool,
      taskList: toTaskList(services, tasks),
      concurrency: 2,
      noHandleSignals: true,
      logger: silent,
      events,
    });
    // Failed jobs are unlocked shortly after their error event.
    for (let lockedCount = 1; lockedCount > 0; ) {
      lockedCount =
        (await pool.query('select 1 from graphile_worker._private_jobs where locked_at is not null')).rowCount ?? 0;
    }
    if (failures.length === 0) continue;
    // The retry delay also counts from the test clock.
    await pool.query(
      'update graphile_worker._private_jobs set run_at = run_at + ($1::timestamptz - now()) where id = any($2::bigint[])',
      [now(), failedIds],
    );
    await readEvents(services, subscribers);
    break;
  }
  if (failures.length > 0 && !mayFail) throw new Error(`jobs failed: ${failures.join('; ')}`);
  return failures;
}

export { day };
export const minute = 60 * 1000;
