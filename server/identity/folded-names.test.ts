import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
beforeAll(async () => {
  desk = await testApp();
  await desk.given.contact({ name: 'Zoë Größe', emails: ['zg@shop.example'] });
  await desk.given.contact({ name: 'Пётр Ёлкин', emails: ['petr@shop.example'] });
  await desk.given.contact({ name: 'ヤマダ', emails: ['y@shop.example'] });
  await desk.call(desk.admin, 'createAccount', { body: { name: 'Café Łódź' } });
});
afterAll(() => desk.close());

const names = async (q: string) => {
  const contacts = await desk.call(desk.admin, 'listContacts', { query: { q } });
  const accounts = await desk.call(desk.admin, 'listAccounts', { query: { q } });
  return [...contacts.items, ...accounts.items].map((one) => one.name);
};
const cases: [string, string[]][] = [
  ['zoe', ['Zoë Größe']],
  ['GROSSE', ['Zoë Größe']],
  ['zg@shop', ['Zoë Größe']],
  ['елкин', ['Пётр Ёлкин']],
  ['やまだ', ['ヤマダ']],
  ['cafe lodz', ['Café Łódź']],
  ['nobody', []],
];

test.each(cases)('%s finds contacts and accounts whatever their case, accents and kana', async (q, found) => {
  expect(await names(q)).toEqual(found);
});

test('names from before an upgrade are found as before, and folded in the background', async () => {
  for (const table of ['contact', 'account'])
    await sql`update ${sql.table(table)} set folded_name = null`.execute(desk.services.db);
  expect(await names('Zoë')).toEqual(['Zoë Größe']);
  await desk.inTransaction(({ tx }) => sql`select graphile_worker.add_job('identity:fold-names')`.execute(tx));
  await desk.runJobs();
  for (const [q, found] of cases) expect(await names(q)).toEqual(found);
});

test('a changed name is folded', async () => {
  const contact = await desk.given.contact({ name: 'Before' });
  await desk.call(desk.admin, 'editContact', { params: { id: contact.id }, body: { name: 'Nachträglich' } });
  expect(await names('nachtraglich')).toEqual(['Nachträglich']);
});
