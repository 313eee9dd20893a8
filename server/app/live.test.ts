import type { AddressInfo } from 'node:net';
import type { ClientToServer, LiveMessage, Presence, ServerToClient } from '@crossdesk/contracts/live.ts';
import type { FastifyInstance } from 'fastify';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createAuth, createAuthenticator } from '../identity/index.ts';
import type { Caller } from '../testing/client.ts';
import { type Person, type TestApp, testApp } from '../testing/test-app.ts';
import { buildHttp } from './http.ts';
import { startLive } from './live.ts';

let desk: TestApp;
let departmentId: number;
let agent: Person;
let colleague: Person;
let stranger: Person;
const servers: { app: FastifyInstance; url: string; close(): Promise<void> }[] = [];

/** One process of the help desk; all of them share the database. */
async function startServer() {
  const auth = createAuth(desk.services);
  const authenticator = createAuthenticator(auth, desk.services.db);
  const app = await buildHttp(desk.services, auth, authenticator);
  const live = startLive(app, desk.services, desk.database.pool, desk.databaseUrl, authenticator);
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

/** An open desk: what it is told is kept, and can be waited for. */
function openDesk(caller: Caller, url: string) {
  const socket: Socket<ServerToClient, ClientToServer> = io(url, {
    path: '/live',
    transports: ['websocket'],
    reconnection: false,
    extraHeaders: caller ? { authorization: `Bearer ${caller.key}` } : {},
  });
  const heard: LiveMessage[] = [];
  const presences: Presence[] = [];
  const waiting = new Set<() => void>();
  const note =
    <T>(list: T[]) =>
    (one: T) => {
      list.push(one);
      for (const look of waiting) look();
    };
  socket.on('live', note(heard));
  socket.on('presence', note(presences));
  /** Waits until something is so; fails with what was heard. */
  const until = (isSo: () => boolean): Promise<void> =>
    new Promise((done, fail) => {
      const late = setTimeout(() => fail(new Error(`only heard ${JSON.stringify([heard, presences])}`)), 8_000);
      const look = () => {
        if (!isSo()) return;
        clearTimeout(late);
        waiting.delete(look);
        done();
      };
      waiting.add(look);
      look();
    });
  const hears = (number: number, type?: string) =>
    until(() => heard.some((one) => one.kind === 'ticket' && one.number === number && (!type || one.type === type)));
  const isGone = (number: number) =>
    until(() => heard.some((one) => one.kind === 'ticket_gone' && one.number === number));
  const sorted = (list: Presence['people']) => JSON.stringify([...list].sort((a, b) => a.agentId - b.agentId));
  const sees = (number: number, people: Presence['people']) =>
    until(() => {
      const last = presences.findLast((one) => one.number === number);
      return last !== undefined && sorted(last.people) === sorted(people);
    });
  return { socket, heard, presences, until, hears, isGone, sees };
}
type Desk = ReturnType<typeof openDesk>;

const open: Desk[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.socket.disconnect();
});

async function connect(caller: Caller, server = 0): Promise<Desk> {
  const made = openDesk(caller, servers[server]?.url ?? '');
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

  /** A desk opened with a session, on the second process; `ended` resolves when the server closes it. */
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

  test('signing out closes the live connections of that session, on every process', async () => {
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
  test('a change is told to those who may read it, on every process, by ids only', async () => {
    const number = await ticket();
    const desks = [await connect(agent, 0), await connect(colleague, 1)];
    const { message } = await comment(number);
    for (const one of desks) {
      await one.hears(number, 'message.added');
      expect(one.heard.find((heard) => heard.kind === 'ticket' && heard.type === 'message.added')).toEqual({
        kind: 'ticket',
        number,
        type: 'message.added',
        messageId: message.id,
        actorId: agent.id,
        version: 1,
      });
    }
  });

  test('C-24 the bell rings on every process for whom something is told, and for nobody else', async () => {
    const number = await desk.given.ticket({ departmentId, assigneeId: colleague.id });
    const [theirs, others] = [await connect(colleague, 1), await connect(agent, 0)];
    await comment(number);
    await others.hears(number, 'message.added');
    await desk.runJobs();
    await theirs.until(() => theirs.heard.some((one) => one.kind === 'notification'));
    expect(others.heard.some((one) => one.kind === 'notification')).toBe(false);
  });

  test('nobody else hears of it', async () => {
    const number = await ticket();
    const outside = await connect(stranger);
    await comment(number);
    // What is told afterwards has been told after this.
    const own = await desk.given.ticket({ departmentId: stranger.memberships[0]?.departmentId ?? 0 });
    await outside.hears(own);
    expect(outside.heard.filter((one) => 'number' in one && one.number === number)).toEqual([]);
  });

  test('losing access while a ticket is open says that it is gone, and later changes are not told', async () => {
    const guest = await desk.given.member(departmentId);
    const number = await ticket();
    const [theirs, other] = [await connect(guest), await connect(colleague, 1)];
    theirs.socket.emit('watch', number);
    other.socket.emit('watch', number);
    await other.sees(number, [
      { agentId: guest.id, doing: 'viewing' },
      { agentId: colleague.id, doing: 'viewing' },
    ]);
    await desk.call(desk.admin, 'editAgent', { params: { id: guest.id }, body: { memberships: [] } });
    await theirs.isGone(number);
    await other.sees(number, [{ agentId: colleague.id, doing: 'viewing' }]);
    const told = theirs.heard.length;
    await comment(number);
    await other.hears(number, 'message.added');
    await desk.call(desk.admin, 'editCompany', { body: { name: `Company ${number}` } });
    await theirs.until(() => theirs.heard.slice(told).some((one) => one.kind === 'catalog'));
    expect(theirs.heard.slice(told).filter((one) => one.kind === 'ticket')).toEqual([]);
  });

  test('a ticket that leaves an agent’s hands is gone for them', async () => {
    const guest = await desk.given.member(departmentId);
    const number = await desk.given.ticket({ departmentId, assigneeId: guest.id });
    await desk.call(desk.admin, 'editAgent', { params: { id: guest.id }, body: { memberships: [] } });
    const theirs = await connect(guest);
    theirs.socket.emit('watch', number);
    await theirs.sees(number, [{ agentId: guest.id, doing: 'viewing' }]);
    await desk.call(agent, 'editTicket', { params: { number }, body: { version: 1, assigneeId: null } });
    await theirs.isGone(number);
  });

  test('whoever is disabled is disconnected at once', async () => {
    const leaving = await desk.given.member(departmentId);
    const theirs = await connect(leaving, 1);
    const closed = new Promise((done) => theirs.socket.once('disconnect', done));
    await desk.call(desk.admin, 'editAgent', { params: { id: leaving.id }, body: { isActive: false } });
    expect(await closed).toBe('io server disconnect');
    await expect(connect(leaving, 1)).rejects.toThrow('not_signed_in');
  });

  test('everybody is told when a setting or their own rights change', async () => {
    const mine = await connect(agent);
    await desk.given.department();
    await mine.until(() => mine.heard.some((one) => one.kind === 'catalog'));
    await desk.call(agent, 'editMe', { body: { availability: 'available' } });
    await mine.until(() => mine.heard.some((one) => one.kind === 'me'));
  });
});

describe('presence', () => {
  test('shows across processes who has a ticket open and who is writing', async () => {
    const number = await ticket();
    const [mine, theirs] = [await connect(agent, 0), await connect(colleague, 1)];
    mine.socket.emit('watch', number);
    await mine.sees(number, [{ agentId: agent.id, doing: 'viewing' }]);
    theirs.socket.emit('watch', number);
    for (const one of [mine, theirs]) {
      await one.sees(number, [
        { agentId: agent.id, doing: 'viewing' },
        { agentId: colleague.id, doing: 'viewing' },
      ]);
    }
    theirs.socket.emit('typing', true);
    await mine.sees(number, [
      { agentId: agent.id, doing: 'viewing' },
      { agentId: colleague.id, doing: 'typing' },
    ]);
    theirs.socket.disconnect();
    await mine.sees(number, [{ agentId: agent.id, doing: 'viewing' }]);
    mine.socket.emit('watch', null);
    expect(theirs.heard.every((one) => one.kind !== 'ticket_gone')).toBe(true);
  });

  test('of tickets asked for in quick succession only the last is watched', async () => {
    const [first, second] = [await ticket(), await ticket()];
    const [mine, theirs] = [await connect(agent), await connect(colleague)];
    mine.socket.emit('watch', first);
    mine.socket.emit('watch', second);
    await mine.sees(second, [{ agentId: agent.id, doing: 'viewing' }]);
    theirs.socket.emit('watch', first);
    await theirs.sees(first, [{ agentId: colleague.id, doing: 'viewing' }]);
  });

  test('a ticket one may not see cannot be watched, whatever is sent', async () => {
    const number = await ticket();
    const [mine, outside] = [await connect(agent), await connect(stranger)];
    outside.socket.emit('watch', number);
    for (const bad of ['1', -1, 1.5, {}, null, 2 ** 60]) outside.socket.emit('watch', bad as number);
    outside.socket.emit('typing', true);
    const own = await desk.given.ticket({ departmentId: stranger.memberships[0]?.departmentId ?? 0 });
    outside.socket.emit('watch', own);
    await outside.sees(own, [{ agentId: stranger.id, doing: 'viewing' }]);
    mine.socket.emit('watch', number);
    await mine.sees(number, [{ agentId: agent.id, doing: 'viewing' }]);
    expect(outside.presences.map((one) => one.number)).not.toContain(number);
  });

  test('a process that has died keeps nobody from seeing who is there', async () => {
    const number = await ticket();
    const [mine, theirs] = [await connect(agent), await connect(colleague)];
    // What was last heard of it: that it lives.
    await desk.database.pool.query("select pg_notify('socket.io#/', $1)", [
      JSON.stringify({ uid: 'a process that was killed', nsp: '/', type: 2 }),
    ]);
    mine.socket.emit('watch', number);
    await mine.sees(number, [{ agentId: agent.id, doing: 'viewing' }]);
    theirs.socket.emit('watch', number);
    for (const one of [mine, theirs])
      await one.sees(number, [
        { agentId: agent.id, doing: 'viewing' },
        { agentId: colleague.id, doing: 'viewing' },
      ]);
  });
});

describe('who may listen', () => {
  test('nobody without signing in', async () => {
    await expect(connect(null)).rejects.toThrow('not_signed_in');
    await expect(connect({ key: 'cdk_nonsense-nonsense' })).rejects.toThrow('not_signed_in');
  });

  test('no page of another site', async () => {
    const url = servers[0]?.url ?? '';
    const answer = await fetch(`${url}/live/?EIO=4&transport=polling`, {
      headers: { authorization: `Bearer ${agent.key}`, origin: 'http://evil.example' },
    });
    expect(answer.status).toBe(403);
    const own = await fetch(`${url}/live/?EIO=4&transport=polling`, { headers: { origin: url } });
    expect(own.status).toBe(200);
  });

  // The last one, because it keeps this address out for a minute.
  test('API keys are not checked after 20 wrong ones in a minute from one address', async () => {
    for (let count = 0; count < 20; count++)
      await connect({ key: `made-up-key-${count}` }).catch((error: Error) => error);
    await expect(connect({ key: 'made-up-key-20' })).rejects.toThrow('rate_limited');
    await expect(connect(agent)).rejects.toThrow('rate_limited');
  });
});
