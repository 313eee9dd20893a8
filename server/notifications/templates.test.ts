import { notificationKindNames, templatedMeans } from '@crossdesk/contracts/notifications.ts';
import { locales } from '@crossdesk/contracts/scalars.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';
import { builtInText } from './built-in-texts.ts';
import { exampleScope, fillTemplate, validateTemplate } from './templates.ts';

const combinations = notificationKindNames.flatMap((kind) =>
  templatedMeans.flatMap((means) => locales.map((locale) => ({ kind, means, locale }))),
);
test.each(combinations)('the built-in $kind text for $means in $locale is valid', ({ kind, means, locale }) => {
  const text = builtInText(kind, means, locale);
  expect(validateTemplate(kind, means, text)).toEqual([]);
  const { body } = fillTemplate(text, exampleScope[locale]);
  expect(body).toContain('1042');
  expect(body).not.toMatch(/[{}]|\n{3}/);
});

describe('an invalid template', () => {
  const faults = (body: string) => validateTemplate('share_received', 'sms', { subject: '', body });
  test.each([
    ['an unknown variable', 'Hello\n{{ ticket.secret }}', 2, 'unknown_variable', 'ticket.secret'],
    ['a variable of another kind', '{{ message.text }}', 1, 'unknown_variable', 'message.text'],
    ['a whole group', '{{ ticket }}', 1, 'unknown_variable', 'ticket'],
    ['an indirect access', '{{ ticket[agent.name] }}', 1, 'unknown_variable', 'ticket.agent.name'],
    ['a variable as the argument of a filter', '{{ "a" | append: secret }}', 1, 'unknown_variable', 'secret'],
    ['an unknown filter', '\n\n{{ ticket.subject | shout }}', 3, 'unknown_filter', 'shout'],
    ['an unknown tag', '{% include "etc/passwd" %}', 1, 'unknown_tag', 'include'],
    ['an open tag', 'a\n{% if ticket.subject %}', 2, 'syntax', null],
    ['an open brace', 'a\n{{ ticket.subject', 2, 'syntax', null],
    ['a loop without end', '{% for i in (1..99999999) %}x{% endfor %}', 1, 'too_long', null],
    ['nothing', '  \n ', 1, 'empty', ''],
  ])('%s is reported with its line', (_what, body, line, reason, what) => {
    const [fault] = faults(body);
    expect(fault).toMatchObject({ field: 'body', line, reason, ...(what === null ? {} : { what }) });
  });

  test('variables assigned in the template are allowed', () => {
    expect(
      faults('{% assign name = agent.name | upcase %}{{ name }} {% for i in (1..2) %}{{ forloop.index }}{% endfor %}'),
    ).toEqual([]);
  });
});

describe('edited by an administrator', () => {
  let desk: TestApp;
  let receiving: number;
  let owner: TestAgent;
  let receiver: TestAgent;
  let number: number;
  const key = { kind: 'share_received', means: 'email', locale: 'en' } as const;

  beforeAll(async () => {
    desk = await testApp();
    const owning = (await desk.given.department({ name: 'Support' })).id;
    receiving = (await desk.given.department({ name: 'Security' })).id;
    await desk.given.mailbox({ departmentId: owning });
    owner = await desk.given.member(owning);
    receiver = await desk.given.member(receiving);
    number = await desk.given.ticket({ departmentId: owning, subject: 'Suspicious transfer' });
    await desk.call(desk.admin, 'setNotificationRule', {
      params: { id: receiving },
      body: { kind: 'share_received', means: 'email', isOn: true },
    });
  });
  afterAll(() => desk.close());

  test('ZE-49 ZJ-34 C-05 the template is used for its language, and reset restores the built-in text', async () => {
    const body = { subject: 'Look at {{ ticket.number }}', body: 'Dear {{ agent.name }}: {{ ticket.subject }}' };
    const kept = await desk.call(desk.admin, 'editNotificationTemplate', { params: key, body });
    expect(kept).toMatchObject({ ...body, isDefault: false });
    await desk.call(owner, 'addShares', { params: { number }, body: { shares: [{ departmentId: receiving }] } });
    await desk.runJobs();
    const mail = desk.mail.lastTo(receiver.email);
    expect([mail.subject, mail.text]).toEqual([`Look at ${number}`, `Dear ${receiver.name}: Suspicious transfer`]);
    const reset = await desk.call(desk.admin, 'resetNotificationTemplate', { params: key });
    expect(reset).toEqual({ ...key, ...builtInText(key.kind, key.means, key.locale), isDefault: true });
  });

  test('C-05 an invalid template is refused with line and reason, and the old one is kept', async () => {
    const refusal = await desk.refusal(desk.admin, 'editNotificationTemplate', {
      params: key,
      body: { subject: 'fine', body: 'one\ntwo {{ ticket.nothing }}' },
    });
    expect(refusal.code).toBe('template_invalid');
    expect(refusal.fields).toEqual([{ path: '/body/body', message: 'line 2: unknown variable ticket.nothing' }]);
    const { items } = await desk.call(desk.admin, 'listNotificationTemplates', {});
    expect(items).toHaveLength(combinations.length);
    expect(items.every((one) => one.isDefault)).toBe(true);
  });

  test('ZE-49 a preview shows a real ticket or the faults, and stores nothing', async () => {
    const shown = await desk.call(desk.admin, 'previewNotificationTemplate', {
      params: { ...key, means: 'sms' },
      body: { body: '{{ ticket.subject }} → {{ share.department }}', number },
    });
    expect(shown).toEqual({ number, subject: '', body: 'Suspicious transfer → Security', segments: 1, faults: [] });
    const wrong = await desk.call(desk.admin, 'previewNotificationTemplate', {
      params: key,
      body: { subject: '{{ x }}', body: 'a' },
    });
    expect(wrong.faults).toEqual([{ field: 'subject', line: 1, reason: 'unknown_variable', what: 'x' }]);
  });

  test('a preview needs a ticket the administrator can read', async () => {
    const profile = await desk.given.profile(['ticket.read', 'settings.manage']);
    const outsider = await desk.given.agent({ profile: profile.id });
    const refusal = await desk.refusal(outsider, 'previewNotificationTemplate', {
      params: key,
      body: { subject: 'a', body: 'b', number },
    });
    expect(refusal.code).toBe('not_found');
  });

  test('ZE-47 ZJ-31 rules are per department; a received share notifies in the app by default, by email only when turned on', async () => {
    const other = (await desk.given.department()).id;
    const { items } = await desk.call(desk.admin, 'getNotificationRules', { params: { id: other } });
    expect(items.find((one) => one.kind === 'share_received')).toEqual({
      kind: 'share_received',
      app: true,
      email: false,
      sms: false,
    });
    const here = await desk.call(desk.admin, 'getNotificationRules', { params: { id: receiving } });
    expect(here.items.find((one) => one.kind === 'share_received')?.email).toBe(true);
  });

  test('ZE-48 ZJ-33 only administrators can read or change rules and templates', async () => {
    const id = { id: receiving };
    const body = { kind: 'share_received', means: 'email', isOn: false } as const;
    const refusals = await Promise.all([
      desk.refusal(receiver, 'getNotificationRules', { params: id }),
      desk.refusal(receiver, 'setNotificationRule', { params: id, body }),
      desk.refusal(receiver, 'listNotificationTemplates', {}),
      desk.refusal(receiver, 'editNotificationTemplate', { params: key, body: { subject: 'a', body: 'b' } }),
      desk.refusal(receiver, 'resetNotificationTemplate', { params: key }),
      desk.refusal(receiver, 'previewNotificationTemplate', { params: key, body: { subject: 'a', body: 'b' } }),
    ]);
    expect(refusals.map((one) => [one.status, one.code])).toEqual(Array(6).fill([403, 'not_allowed']));
  });
});
