import { builtInProfiles, permissions } from '@crossdesk/contracts/permissions.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusalCode } from '../testing/client.ts';
import { type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let profileIds: Record<string, number>;
beforeAll(async () => {
  desk = await testApp();
  const { items } = await desk.call(desk.admin, 'listProfiles', {});
  profileIds = Object.fromEntries(items.map((one) => [one.key, one.id]));
});
afterAll(() => desk.close());

const signIn = (email: string, password: string) =>
  desk.app.inject({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    headers: { host: 'desk.example', origin: 'http://desk.example' },
    payload: { email, password },
  });
const write = (email: string, profile = 'agent') => ({
  body: { name: 'Bob', email, profileId: profileIds[profile] ?? 0, memberships: [] },
});

describe('agents', () => {
  test('a new agent chooses a password with a one-time link and signs in', async () => {
    const { agent, invitationUrl } = await desk.call(desk.admin, 'createAgent', write('bob@desk.example'));
    expect(agent).toMatchObject({ email: 'bob@desk.example', isActive: true });
    const token = new URL(invitationUrl).searchParams.get('token');
    const choose = (newPassword: string) =>
      desk.app.inject({
        method: 'POST',
        url: '/api/auth/reset-password',
        headers: { host: 'desk.example', origin: 'http://desk.example' },
        payload: { token, newPassword },
      });
    expect((await choose('short')).statusCode).toBe(400);
    expect((await choose('a long enough password')).statusCode).toBe(200);
    expect((await choose('another long password')).statusCode).toBe(400);
    expect((await signIn('BOB@desk.example', 'a long enough password')).statusCode).toBe(200);
  });

  test('an email belongs to one agent, whatever its case', async () => {
    await desk.call(desk.admin, 'createAgent', write('one@desk.example'));
    expect(await refusalCode(desk.refusal(desk.admin, 'createAgent', write('ONE@desk.example')))).toBe(
      'already_exists',
    );
  });

  test.each([
    [{ profileId: 999_999 }, 'unknown_reference'],
    [{ memberships: [{ departmentId: 999_999, role: 'agent' }] }, 'unknown_reference'],
    [{ timeZone: 'Nowhere' }, 'invalid_fields'],
  ] as const)('an agent with %o is rejected', async (change, code) => {
    const { body } = write('refused@desk.example');
    expect(await refusalCode(desk.refusal(desk.admin, 'createAgent', { body: { ...body, ...change } }))).toBe(code);
    expect((await desk.call(desk.admin, 'listAgents', {})).items.map((one) => one.email)).not.toContain(
      'refused@desk.example',
    );
  });

  test('self-registration is not possible', async () => {
    const answer = await desk.app.inject({
      method: 'POST',
      url: '/api/auth/sign-up/email',
      headers: { host: 'desk.example', origin: 'http://desk.example' },
      payload: { email: 'eve@elsewhere.example', password: 'a long enough password', name: 'Eve' },
    });
    expect(answer.statusCode).toBe(404);
  });

  test('disabling an agent ends their sessions and API keys immediately', async () => {
    const person = await desk.given.agent({ email: 'gone@desk.example', password: 'a long enough password' });
    const session = (await signIn(person.email, 'a long enough password')).cookies[0];
    const headers = { cookie: `${session?.name}=${encodeURIComponent(session?.value ?? '')}`, host: 'desk.example' };
    const me = () => desk.app.inject({ url: '/api/v1/me', headers });
    expect((await me()).statusCode).toBe(200);
    await desk.call(person, 'getMe', {});
    const params = { id: person.id };
    const disabled = await desk.call(desk.admin, 'editAgent', { params, body: { isActive: false } });
    expect(disabled).toMatchObject({ isActive: false });
    expect((await me()).statusCode).toBe(401);
    expect(await refusalCode(desk.refusal(person, 'getMe', {}))).toBe('not_signed_in');
    expect((await signIn(person.email, 'a long enough password')).statusCode).toBe(403);
    await desk.call(desk.admin, 'editAgent', { params, body: { isActive: true } });
    expect((await me()).statusCode).toBe(401);
    expect((await signIn(person.email, 'a long enough password')).statusCode).toBe(200);
  });

  test('agents cannot disable themselves or change their own profile', async () => {
    const params = { id: desk.admin.id };
    const edit = (body: { isActive?: boolean; profileId?: number }) =>
      refusalCode(desk.refusal(desk.admin, 'editAgent', { params, body }));
    expect(await edit({ isActive: false })).toBe('in_use');
    expect(await edit({ profileId: profileIds.agent ?? 0 })).toBe('in_use');
  });

  test('two administrators cannot demote or disable each other at the same time', async () => {
    const other = await testApp();
    const { items } = await other.call(other.admin, 'listAgents', {});
    const ada = items.find((one) => one.email === 'ada@desk.example')?.id ?? 0;
    const colleague = await other.given.agent({ profile: 'admin' });
    await other.call(other.admin, 'editAgent', { params: { id: ada }, body: { isActive: false } });
    const agentProfile = (await other.call(other.admin, 'listProfiles', {})).items.find((one) => one.key === 'agent');
    const answers = await Promise.all([
      other.send(other.admin, 'editAgent', {
        params: { id: colleague.id },
        body: { profileId: agentProfile?.id ?? 0 },
      }),
      other.send(colleague, 'editAgent', { params: { id: other.admin.id }, body: { isActive: false } }),
    ]);
    expect(answers.map((one) => one.statusCode).filter((code) => code === 200)).toHaveLength(1);
    await other.close();
  });

  test('agents can only change their own name, language and time zone', async () => {
    const person = await desk.given.agent();
    const mine = await desk.call(person, 'editMe', {
      body: { name: 'Me', locale: 'ja', timeZone: 'Asia/Tokyo' },
    });
    expect(mine).toMatchObject({ name: 'Me', locale: 'ja', timeZone: 'Asia/Tokyo' });
    expect(await refusalCode(desk.refusal(person, 'editMe', { body: { profileId: 1 } }))).toBe('invalid_fields');
  });
});

describe('access profiles', () => {
  test('ZV-05 C-23 a company starts with Viewer, Agent, Supervisor, Operator and Admin', async () => {
    const { items } = await desk.call(desk.admin, 'listProfiles', {});
    const builtIn = items.filter((one) => one.key !== null);
    expect(builtIn.map((one) => one.key)).toEqual(Object.keys(builtInProfiles));
    expect(builtIn.at(-1)?.permissions).toEqual([...permissions]);
  });

  test('changes to a custom profile apply from the next request', async () => {
    const profile = await desk.call(desk.admin, 'createProfile', {
      body: { name: { en: 'Reader' }, permissions: ['ticket.read'] },
    });
    const person = await desk.given.agent({ profile: profile.id });
    expect(await refusalCode(desk.refusal(person, 'listContacts', {}))).toBe('not_allowed');
    await desk.call(desk.admin, 'editProfile', {
      params: { id: profile.id },
      body: { permissions: ['contacts.read'] },
    });
    await desk.call(person, 'listContacts', {});
    expect((await desk.call(person, 'getMe', {})).permissions).toEqual(['contacts.read']);
  });

  test('Admin keeps every permission; built-in profiles and profiles in use cannot be deleted', async () => {
    const admin = { params: { id: profileIds.admin ?? 0 }, body: { permissions: [] } };
    expect(await refusalCode(desk.refusal(desk.admin, 'editProfile', admin))).toBe('in_use');
    const builtIn = { params: { id: profileIds.viewer ?? 0 } };
    expect(await refusalCode(desk.refusal(desk.admin, 'deleteProfile', builtIn))).toBe('in_use');
    const profile = await desk.given.profile(['ticket.read']);
    const person = await desk.given.agent({ profile: profile.id });
    const params = { id: profile.id };
    expect(await refusalCode(desk.refusal(desk.admin, 'deleteProfile', { params }))).toBe('in_use');
    await desk.call(desk.admin, 'editAgent', { params: { id: person.id }, body: { profileId: profileIds.agent ?? 0 } });
    await desk.call(desk.admin, 'deleteProfile', { params });
  });

  test('agents without access to all departments cannot add anyone to departments they are not in', async () => {
    const own = await desk.given.department();
    const other = await desk.given.department();
    const { id: profileId } = await desk.given.profile(['people.manage', 'ticket.read']);
    const clerk = await desk.given.agent({ profile: profileId, in: [own.id] });
    const colleague = await desk.given.agent({ profile: profileId, in: [other.id] });
    const as = (role: 'agent' | 'supervisor', departmentId: number) => ({ departmentId, role });
    const refusalOf = (id: number, memberships: ReturnType<typeof as>[]) =>
      refusalCode(desk.refusal(clerk, 'editAgent', { params: { id }, body: { memberships } }));
    expect(await refusalOf(clerk.id, [as('agent', own.id), as('agent', other.id)])).toBe('not_allowed');
    expect(await refusalOf(clerk.id, [as('supervisor', own.id)])).toBe('not_allowed');
    // The creator of a new account gets its link and could use it.
    const added = { name: 'New', email: 'new@desk.example', profileId, memberships: [as('agent', other.id)] };
    expect(await refusalCode(desk.refusal(clerk, 'createAgent', { body: added }))).toBe('not_allowed');
    // Existing memberships may stay, and the own department may be added.
    await desk.call(clerk, 'editAgent', {
      params: { id: colleague.id },
      body: { memberships: [as('agent', other.id), as('agent', own.id)] },
    });
  });

  test('agents cannot grant permissions they do not have', async () => {
    const clerk = await desk.given.agent({ profile: (await desk.given.profile(['people.manage', 'ticket.read'])).id });
    const viewer = await desk.given.agent({ profile: 'viewer' });
    const code = (refusal: Parameters<typeof refusalCode>[0]) => refusalCode(refusal);
    expect(await code(desk.refusal(clerk, 'createAgent', write('up@desk.example', 'admin')))).toBe('not_allowed');
    const raise = (profileId: number) => ({ params: { id: viewer.id }, body: { profileId } });
    expect(await code(desk.refusal(clerk, 'editAgent', raise(profileIds.admin ?? 0)))).toBe('not_allowed');
    const own = { params: { id: clerk.id }, body: { profileId: profileIds.admin ?? 0 } };
    expect(await code(desk.refusal(clerk, 'editAgent', own))).toBe('not_allowed');
    const made = { body: { name: { en: 'More' }, permissions: ['settings.manage' as const] } };
    expect(await code(desk.refusal(clerk, 'createProfile', made))).toBe('not_allowed');
    const wider = { params: { id: clerk.profileId }, body: { permissions: [...permissions] } };
    expect(await code(desk.refusal(clerk, 'editProfile', wider))).toBe('not_allowed');
    // Changing the email of an agent with more permissions would take over their account.
    const takeOver = { params: { id: desk.admin.id }, body: { email: 'mine@desk.example' } };
    expect(await code(desk.refusal(clerk, 'editAgent', takeOver))).toBe('not_allowed');
    const stronger = await desk.given.profile(['settings.manage']);
    expect(await code(desk.refusal(clerk, 'deleteProfile', { params: { id: stronger.id } }))).toBe('not_allowed');
    const names = (await desk.call(desk.admin, 'listProfiles', {})).items.map((one) => one.name.en);
    expect(names).not.toContain('More');
  });

  test('agents cannot change the email of an agent in departments they cannot grant', async () => {
    const { id: profile } = await desk.given.profile(['people.manage', 'ticket.read']);
    const [own, other] = [(await desk.given.department()).id, (await desk.given.department()).id];
    const clerk = await desk.given.agent({ profile, in: [own] });
    const edit = async (departmentId: number, email: string) => {
      const { id } = await desk.given.agent({ profile, in: [departmentId] });
      return desk.send(clerk, 'editAgent', { params: { id }, body: { email } });
    };
    expect((await edit(other, 'theirs@desk.example')).statusCode).toBe(403);
    expect((await edit(own, 'colleague@desk.example')).statusCode).toBe(200);
  });

  test('agents cannot remove memberships they cannot grant', async () => {
    const { id: profile } = await desk.given.profile(['people.manage', 'ticket.read']);
    const [own, other] = [(await desk.given.department()).id, (await desk.given.department()).id];
    const clerk = await desk.given.agent({ profile, in: [own] });
    const { id } = await desk.given.agent({ profile, in: [own, other] });
    const edit = (departmentIds: number[]) => {
      const memberships = departmentIds.map((departmentId) => ({ departmentId, role: 'agent' as const }));
      return desk.send(clerk, 'editAgent', { params: { id }, body: { memberships } });
    };
    expect([(await edit([])).statusCode, (await edit([own])).statusCode]).toEqual([403, 403]);
    expect((await edit([other])).statusCode).toBe(200);
  });

  test('agents cannot change the email or phone of an agent who reads tickets they cannot read', async () => {
    const { id: profile } = await desk.given.profile(['people.manage', 'ticket.read']);
    const [own, other] = [(await desk.given.department()).id, (await desk.given.department()).id];
    const clerk = await desk.given.agent({ profile, in: [own] });
    const assignee = await desk.given.agent({ profile, in: [other] });
    await desk.given.ticket({ departmentId: other, assigneeId: assignee.id });
    await desk.call(desk.admin, 'editAgent', { params: { id: assignee.id }, body: { memberships: [] } });
    const receiver = await desk.given.agent({ profile, in: [own] });
    const number = await desk.given.ticket({ departmentId: other });
    const shares = [{ departmentId: own, agentIds: [receiver.id] }];
    await desk.call(desk.admin, 'addShares', { params: { number }, body: { shares } });
    const colleague = await desk.given.agent({ profile, in: [own] });
    await desk.given.ticket({ departmentId: own, assigneeId: colleague.id });
    const edit = async (id: number, body: object) =>
      (await desk.send(clerk, 'editAgent', { params: { id }, body })).statusCode;
    for (const { id } of [assignee, receiver]) {
      expect(await edit(id, { email: `taken${id}@desk.example` })).toBe(403);
      expect(await edit(id, { phone: '+351912345678' })).toBe(403);
      expect(await edit(id, { name: 'Same person' })).toBe(200);
    }
    expect(await edit(colleague.id, { email: 'same@desk.example', phone: '+351912345678' })).toBe(200);
  });
});

describe('API keys', () => {
  test('a key acts as its agent until it is revoked, and only its prefix is stored', async () => {
    const person = await desk.given.agent();
    const made = await desk.call(person, 'createApiKey', {
      body: { name: 'A name with more than thirty-two letters' },
    });
    expect((await desk.call(made, 'getMe', {})).id).toBe(person.id);
    const listed = (await desk.call(person, 'listApiKeys', {})).items.find((one) => one.id === made.id);
    expect(made.key.startsWith(listed?.start ?? 'none')).toBe(true);
    expect(JSON.stringify(await desk.services.db.selectFrom('auth_api_key').selectAll().execute())).not.toContain(
      made.key,
    );
    const other = await desk.given.agent();
    expect(await refusalCode(desk.refusal(other, 'deleteApiKey', { params: { keyId: made.id } }))).toBe('not_found');
    await desk.call(person, 'deleteApiKey', { params: { keyId: made.id } });
    expect(await refusalCode(desk.refusal(made, 'getMe', {}))).toBe('not_signed_in');
  });
});

describe('contacts and accounts', () => {
  test('ZV-32 a contact has email addresses, phone numbers and an account', async () => {
    const account = await desk.call(desk.admin, 'createAccount', {
      body: { name: 'Globex', domain: 'Globex.example' },
    });
    const made = await desk.call(desk.admin, 'createContact', {
      body: {
        name: '佐藤 健',
        emails: ['Sato@Globex.example', 'sato@globex.example', 'sato2@globex.example'],
        phones: ['+81312345678'],
        accountId: account.id,
        locale: 'ja',
      },
    });
    expect(made).toMatchObject({
      emails: ['sato@globex.example', 'sato2@globex.example'],
      account: { name: 'Globex', domain: 'globex.example' },
    });
    expect(await desk.call(desk.admin, 'getContact', { params: { id: made.id } })).toEqual(made);
    for (const q of ['佐藤', 'SATO2', 'globex']) {
      expect((await desk.call(desk.admin, 'listContacts', { query: { q } })).items).toContainEqual(made);
    }
    expect((await desk.call(desk.admin, 'listContacts', { query: { q: '%' } })).items).toEqual([]);
  });

  test('an email belongs to one contact', async () => {
    const one = await desk.given.contact();
    const body = { name: 'Other', emails: [one.emails[0]?.toUpperCase() ?? ''] };
    expect(await refusalCode(desk.refusal(desk.admin, 'createContact', { body }))).toBe('already_exists');
  });

  test('paging through contacts has no gaps or duplicates', async () => {
    const names = ['ß', 'Ärger', 'zz', 'A'.repeat(200), '漢'.repeat(200), 'same', 'same', 'same'];
    for (const name of names) await desk.given.contact({ name });
    const seen: number[] = [];
    let after: string | undefined;
    do {
      const page = await desk.call(desk.admin, 'listContacts', { query: { limit: 2, ...(after ? { after } : {}) } });
      seen.push(...page.items.map((one) => one.id));
      after = page.next ?? undefined;
    } while (after);
    const all = await desk.services.db.selectFrom('contact').select('id').execute();
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBe(all.length);
  });

  test('a new sender joins the account of their domain', async () => {
    await desk.call(desk.admin, 'createAccount', { body: { name: 'Initech', domain: 'initech.example' } });
    const department = await desk.given.department();
    const ticket = await desk.call(desk.admin, 'createTicket', {
      body: {
        subject: 'Hi',
        requester: { email: 'peter@initech.example', name: 'Peter' },
        departmentId: department.id,
        message: { text: 'Hi' },
      },
    });
    expect(ticket).toMatchObject({ requester: { name: 'Peter' }, account: { name: 'Initech' } });
  });
});
