import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { io } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createAuth, createAuthenticator } from '../identity/index.ts';
import type { Config } from '../platform/config.ts';
import type { Caller } from '../testing/client.ts';
import { type LiveClient as Client, openClient } from '../testing/live-client.ts';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';
import { buildHttp } from './http.ts';
import { startLive } from './live.ts';

let desk: TestApp;
let departmentId: number;
let agent: TestAgent;
let colleague: TestAgent;
let stranger: TestAgent;
const servers: { app: FastifyInstance; url: string; close(): Promise<void> }[] = [];

/** Starts a server process; all of them share the database. */
async function startServer(config: Partial<Config> = {}) {
  const services = { ...desk.services, config: { ...desk.services.config, ...config } };
  const auth = createAuth(services);
  const authenticator = createAuthenticator(auth, services.db);
  const app = await buildHttp(services, auth, authenticator);
  const live = startLive(app, services, desk.database.pool, desk.databaseUrl, authenticator);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return {
    app,
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      await live.close();
      await app.close();
    },
  };
}

beforeAll(async () => {
  desk = await testApp();
  departmentId = (await desk.given.department()).id;
  agent = await desk.given.member(departmentId);
  colleague = await desk.given.member(departmentId);
  stranger = await desk.given.member((await desk.given.department()).id);
  servers.push(await startServer(), await startServer());
});
afterAll(async () => {
  for (const server of servers) await server.close();
  await desk.close();
});

const open: Client[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.socket.disconnect();
});

async function connect(caller: Caller, server = 0): Promise<Client> {
  const made = openClient(caller, servers[server]?.url ?? '');
  open.push(made);
  await new Promise<void>((done, fail) => {
    made.socket.once('connect', done);
    made.socket.once('connect_error', fail);
  });
  return made;
}

const ticket = () => desk.given.ticket({ departmentId });
const comment = (number: number) => desk.call(agent, 'comment', { params: { number }, body: { text: 'Hello' } });

describe('sessions', () => {
  const password = 'a long enough password';
  const headers = { host: 'desk.example', origin: 'http://desk.example' };
  const post = (path: string, payload: object, cookie = '') =>
    desk.app.inject({ method: 'POST', url: `/api/auth/${path}`, headers: { ...headers, cookie }, payload });

  /**
   * A client with a session on the second process; `ended` resolves when the server disconnects it.
   */
  async function openWithSession(email: string) {
    const signedIn = await post('sign-in/email', { email, password });
    const cookie = signedIn.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const socket = io(servers[1]?.url ?? '', {
      path: '/live',
      transports: ['websocket'],
      reconnection: false,
      extraHeaders: { cookie },
    });
    await new Promise<void>((done, fail) => {
      socket.once('connect', done);
      socket.once('connect_error', fail);
    });
    const ended = new Promise<string>((done) => socket.once('disconnect', done));
    return { cookie, socket, ended };
  }

  test('signing out closes the live connections of that session on every process', async () => {
    const { email } = await desk.given.agent({ password });
    const [leaving, staying] = [await openWithSession(email), await openWithSession(email)];
    await post('sign-out', {}, leaving.cookie);
    expect(await leaving.ended).toBe('io server disconnect');
    expect(staying.socket.connected).toBe(true);
    staying.socket.disconnect();
  });

  test('a new password closes all live connections of the agent', async () => {
    const { email } = await desk.given.agent({ password });
    const opened = await openWithSession(email);
    await post('request-password-reset', { email });
    await desk.runJobs();
    const token = /token=([\w-]+)/.exec(desk.mail.lastTo(email).text)?.[1];
    expect((await post('reset-password', { newPassword: 'another long password', token })).statusCode).toBe(200);
    expect(await opened.ended).toBe('io server disconnect');
  });
});

describe('live updates', () => {
  test('a change is sent to agents who can read the ticket, on every process, with ids only', async () => {
    const number = await ticket();
    const desks = [await connect(agent, 0), await connect(colleague, 1)];
    const { message } = await comment(number);
    for (const one of desks) {
      // The request of the new ticket may still be announced after the desks have connected.
      const isOurs = (received: (typeof one.received)[number]) =>
        received.kind === 'ticket' && received.messageId === message.id;
      await one.until(() => one.received.some(isOurs));
      expect(one.received.find(isOurs)).toEqual({
        kind: 'ticket',
        number,
        type: 'message.added',
        messageId: message.id,
        actorId: agent.id,
        version: 1,
      });
    }
  });

  test('C-24 notifications are announced on every process, only to the notified agent', async () => {
    const number = await desk.given.ticket({ departmentId, assigneeId: colleague.id });
    const [theirs, others] = [await connect(colleague, 1), await connect(agent, 0)];
    await comment(number);
    await others.waitForTicket(number, 'message.added');
    await desk.runJobs();
    await theirs.until(() => theirs.received.some((one) => one.kind === 'notification'));
    expect(others.received.some((one) => one.kind === 'notification')).toBe(false);
  });

  test('other agents receive nothing', async () => {
    const number = await ticket();
    const other = await connect(stranger);
    await comment(number);
    // Messages are ordered: once this one arrives, the earlier one would have arrived too.
    const own = await desk.given.ticket({ departmentId: stranger.memberships[0]?.departmentId ?? 0 });
    await other.waitForTicket(own);
    expect(other.received.filter((one) => 'number' in one && one.number === number)).toEqual([]);
  });

  test('an agent who loses access to an open ticket gets ticket_gone and no later changes', async () => {
    const guest = await desk.given.member(departmentId);
    const number = await ticket();
    const [theirs, other] = [await connect(guest), await connect(colleague, 1)];
    theirs.socket.emit('watch', number);
    other.socket.emit('watch', number);
    await other.waitForPresence(number, [
      { agentId: guest.id, doing: 'viewing' },
      { agentId: colleague.id, doing: 'viewing' },
    ]);
    await desk.call(desk.admin, 'editAgent', { params: { id: guest.id }, body: { memberships: [] } });
    await theirs.waitForGone(number);
    await other.waitForPresence(number, [{ agentId: colleague.id, doing: 'viewing' }]);
    const receivedCount = theirs.received.length;
    await comment(number);
    await other.waitForTicket(number, 'message.added');
    await desk.call(desk.admin, 'editCompany', { body: { name: `Company ${number}` } });
    await theirs.until(() => theirs.received.slice(receivedCount).some((one) => one.kind === 'catalog'));
    expect(theirs.received.slice(receivedCount).filter((one) => one.kind === 'ticket')).toEqual([]);
  });

  test('an agent who is unassigned from an open ticket gets ticket_gone', async () => {
    const guest = await desk.given.member(departmentId);
    const number = await desk.given.ticket({ departmentId, assigneeId: guest.id });
    await desk.call(desk.admin, 'editAgent', { params: { id: guest.id }, body: { memberships: [] } });
    const theirs = await connect(guest);
    theirs.socket.emit('watch', number);
    await theirs.waitForPresence(number, [{ agentId: guest.id, doing: 'viewing' }]);
    await desk.call(agent, 'editTicket', { params: { number }, body: { version: 1, assigneeId: null } });
    await theirs.waitForGone(number);
  });

  test('a disabled agent is disconnected immediately', async () => {
    const leaving = await desk.given.member(departmentId);
    const theirs = await connect(leaving, 1);
    const closed = new Promise((done) => theirs.socket.once('disconnect', done));
    await desk.call(desk.admin, 'editAgent', { params: { id: leaving.id }, body: { isActive: false } });
    expect(await closed).toBe('io server disconnect');
    await expect(connect(leaving, 1)).rejects.toThrow('not_signed_in');
  });

  test('agents are notified when a setting or their own rights change', async () => {
    const mine = await connect(agent);
    await desk.given.department();
    await mine.until(() => mine.received.some((one) => one.kind === 'catalog'));
    await desk.call(agent, 'editMe', { body: { phone: '+351210000000' } });
    await mine.until(() => mine.received.some((one) => one.kind === 'me'));
  });
});

describe('presence', () => {
  test('shows across processes who has a ticket open and who is typing', async () => {
    const number = await ticket();
    const [mine, theirs] = [await connect(agent, 0), await connect(colleague, 1)];
    mine.socket.emit('watch', number);
    await mine.waitForPresence(number, [{ agentId: agent.id, doing: 'viewing' }]);
    theirs.socket.emit('watch', number);
    for (const one of [mine, theirs]) {
      await one.waitForPresence(number, [
        { agentId: agent.id, doing: 'viewing' },
        { agentId: colleague.id, doing: 'viewing' },
      ]);
    }
    theirs.socket.emit('typing', true);
    await mine.waitForPresence(number, [
      { agentId: agent.id, doing: 'viewing' },
      { agentId: colleague.id, doing: 'typing' },
    ]);
    theirs.socket.disconnect();
    await mine.waitForPresence(number, [{ agentId: agent.id, doing: 'viewing' }]);
    mine.socket.emit('watch', null);
    expect(theirs.received.every((one) => one.kind !== 'ticket_gone')).toBe(true);
  });

  test('only the last of several watch requests counts', async () => {
    const [first, second] = [await ticket(), await ticket()];
    const [mine, theirs] = [await connect(agent), await connect(colleague)];
    mine.socket.emit('watch', first);
    mine.socket.emit('watch', second);
    await mine.waitForPresence(second, [{ agentId: agent.id, doing: 'viewing' }]);
    theirs.socket.emit('watch', first);
    await theirs.waitForPresence(first, [{ agentId: colleague.id, doing: 'viewing' }]);
  });

  test('an unreadable ticket cannot be watched', async () => {
    const number = await ticket();
    const [mine, other] = [await connect(agent), await connect(stranger)];
    other.socket.emit('watch', number);
    for (const bad of ['1', -1, 1.5, {}, null, 2 ** 60]) other.socket.emit('watch', bad as number);
    other.socket.emit('typing', true);
    const own = await desk.given.ticket({ departmentId: stranger.memberships[0]?.departmentId ?? 0 });
    other.socket.emit('watch', own);
    await other.waitForPresence(own, [{ agentId: stranger.id, doing: 'viewing' }]);
    mine.socket.emit('watch', number);
    await mine.waitForPresence(number, [{ agentId: agent.id, doing: 'viewing' }]);
    expect(other.presences.map((one) => one.number)).not.toContain(number);
  });

  test('receivers of a share do not see receivers of other shares', async () => {
    const number = await ticket();
    const receivers = await Promise.all([1, 2].map(async () => desk.given.member((await desk.given.department()).id)));
    const shares = receivers.map((one) => ({ departmentId: one.memberships[0]?.departmentId ?? 0 }));
    await desk.call(desk.admin, 'addShares', { params: { number }, body: { shares } });
    const viewing = (...people: { id: number }[]) =>
      people.map(({ id }) => ({ agentId: id, doing: 'viewing' as const }));
    const [first, second] = receivers as [TestAgent, TestAgent];
    const clients = [await connect(first), await connect(second, 1), await connect(agent)];
    const [one, other, mine] = clients as [Client, Client, Client];
    one.socket.emit('watch', number);
    await one.waitForPresence(number, viewing(first));
    other.socket.emit('watch', number);
    await other.waitForPresence(number, viewing(second));
    mine.socket.emit('watch', number);
    await mine.waitForPresence(number, viewing(agent, first, second));
    await one.waitForPresence(number, viewing(agent, first));
    await other.waitForPresence(number, viewing(agent, second));
    const seen = one.presences.flatMap((presence) => presence.people.map((person) => person.agentId));
    expect(seen).not.toContain(second.id);
  });

  test('presence works after a process has died', async () => {
    const number = await ticket();
    const [mine, theirs] = [await connect(agent), await connect(colleague)];
    // The last heartbeat of a killed process.
    await desk.database.pool.query("select pg_notify('socket.io#/', $1)", [
      JSON.stringify({ uid: 'a process that was killed', nsp: '/', type: 2 }),
    ]);
    mine.socket.emit('watch', number);
    await mine.waitForPresence(number, [{ agentId: agent.id, doing: 'viewing' }]);
    theirs.socket.emit('watch', number);
    for (const one of [mine, theirs])
      await one.waitForPresence(number, [
        { agentId: agent.id, doing: 'viewing' },
        { agentId: colleague.id, doing: 'viewing' },
      ]);
  });
});

describe('a flood of messages', () => {
  test('ends the connection', async () => {
    const client = await connect(agent);
    const ended = new Promise<string>((done) => client.socket.once('disconnect', done));
    for (let count = 0; count < 100; count++) client.socket.emit('typing', count % 2 === 0);
    expect(await ended).toMatch(/transport close|io server disconnect/);
  });

  test('of tickets to watch is answered for the last one only', async () => {
    const [first, last] = [await ticket(), await ticket()];
    const client = await connect(agent);
    for (let count = 0; count < 40; count++) client.socket.emit('watch', first);
    client.socket.emit('watch', last);
    await client.waitForPresence(last, [{ agentId: agent.id, doing: 'viewing' }]);
    expect(client.presences.filter((one) => one.number === first).length).toBeLessThan(3);
  });

  test('of typing is sent together', async () => {
    const number = await ticket();
    const [client, other] = [await connect(agent), await connect(colleague)];
    client.socket.emit('watch', number);
    await client.waitForPresence(number, [{ agentId: agent.id, doing: 'viewing' }]);
    other.socket.emit('watch', number);
    await other.waitForPresence(number, [
      { agentId: agent.id, doing: 'viewing' },
      { agentId: colleague.id, doing: 'viewing' },
    ]);
    const before = other.presences.length;
    for (let count = 0; count < 41; count++) client.socket.emit('typing', count % 2 === 0);
    await other.waitForPresence(number, [
      { agentId: agent.id, doing: 'typing' },
      { agentId: colleague.id, doing: 'viewing' },
    ]);
    expect(other.presences.length - before).toBeLessThan(6);
  });
});

describe('connecting', () => {
  test('requires signing in', async () => {
    await expect(connect(null)).rejects.toThrow('not_signed_in');
    await expect(connect({ key: 'cdk_nonsense-nonsense' })).rejects.toThrow('not_signed_in');
  });

  test('is refused for pages of other sites', async () => {
    const url = servers[0]?.url ?? '';
    const answer = await fetch(`${url}/live/?EIO=4&transport=polling`, {
      headers: { authorization: `Bearer ${agent.key}`, origin: 'http://evil.example' },
    });
    expect(answer.status).toBe(403);
    const own = await fetch(`${url}/live/?EIO=4&transport=polling`, { headers: { origin: url } });
    expect(own.status).toBe(200);
  });

  test('is limited to the requests per minute of one address', async () => {
    const strict = await startServer({ requestsPerMinute: 3 });
    const attempt = () => fetch(`${strict.url}/live/?EIO=4&transport=polling`).then((answer) => answer.status);
    expect([await attempt(), await attempt(), await attempt(), await attempt()]).toEqual([200, 200, 200, 403]);
    await strict.close();
  });

  test('connections that do not sign in are limited to 100 from one address', async () => {
    const server = await startServer();
    const attempt = () => fetch(`${server.url}/live/?EIO=4&transport=polling`).then((answer) => answer.status);
    const first = await Promise.all(Array.from({ length: 100 }, attempt));
    expect(new Set(first)).toEqual(new Set([200]));
    expect(await attempt()).toBe(403);
    await server.close();
  });

  test('signed-in connections do not count as waiting', async () => {
    const server = await startServer();
    const client = openClient(agent, server.url);
    open.push(client);
    await new Promise<void>((done) => client.socket.once('connect', done));
    const attempt = () => fetch(`${server.url}/live/?EIO=4&transport=polling`).then((answer) => answer.status);
    const first = await Promise.all(Array.from({ length: 100 }, attempt));
    expect(new Set(first)).toEqual(new Set([200]));
    client.socket.disconnect();
    await server.close();
  });

  // The last one, because it keeps this address out for a minute.
  test('API keys are not checked after 20 wrong ones in a minute from one address', async () => {
    for (let count = 0; count < 20; count++)
      await connect({ key: `made-up-key-${count}` }).catch((error: Error) => error);
    await expect(connect({ key: 'made-up-key-20' })).rejects.toThrow('rate_limited');
    await expect(connect(agent)).rejects.toThrow('rate_limited');
  });
});
