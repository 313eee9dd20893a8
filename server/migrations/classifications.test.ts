import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrateDatabase } from '../platform/migrate.ts';
import { createEmptyDatabase, runOnServer, type TestDatabase } from '../testing/database.ts';

let database: TestDatabase;
let client: pg.Client;
let servicesBefore: unknown[];

beforeAll(async () => {
  database = await createEmptyDatabase();
  const dump = gunzipSync(readFileSync(join(import.meta.dirname, 'released/0027.sql.gz'))).toString();
  await runOnServer(database.url, dump);
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query("update company set hidden_fields = '{tags,category,number}'");
  await client.query("update choice set color = '#1c7ed6' where kind = 'priority'");
  await client.query('insert into profile (name, permissions) values (\'{"en": "Clerk"}\', \'{ticket.set_status}\')');
  await client.query('insert into profile (name, permissions) values (\'{"en": "Reader"}\', \'{ticket.read}\')');
  const services = "select id, department_id from choice where kind = 'service' and department_id is not null";
  servicesBefore = (await client.query(services)).rows;
  await migrateDatabase(database.url);
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

test('ZV-21 services keep their department', async () => {
  expect(servicesBefore.length).toBeGreaterThan(0);
  const { rows } = await client.query('select service_id as id, department_id from service_department order by 1');
  expect(rows).toEqual(servicesBefore);
});

test('ZV-23 the usual colors of priorities become names', async () => {
  const { rows } = await client.query("select distinct color from choice where kind = 'priority'");
  expect(rows).toEqual([{ color: 'blue' }]);
});

test('ZV-31 C-18 hidden fields are hidden in every form, and the portal requires what it usually does', async () => {
  const { rows } = await client.query<{ form: string; field: string; use: string }>(
    "select form, field, use from form_field where use <> 'optional' order by form, position",
  );
  for (const form of ['desk', 'email', 'api', 'portal']) {
    const hidden = rows.filter((row) => row.form === form && row.use === 'hidden').map((row) => row.field);
    expect(hidden).toEqual(['number', 'category', 'tags']);
  }
  expect(rows.filter((row) => row.use !== 'hidden')).toEqual([
    { form: 'portal', field: 'account', use: 'required' },
    { form: 'portal', field: 'product', use: 'either' },
  ]);
});

test('profiles that change the status can reopen, others cannot', async () => {
  const { rows } = await client.query(
    "select name->>'en' as name, 'ticket.reopen' = any(permissions) as can from profile where key is null",
  );
  expect(rows).toEqual(
    expect.arrayContaining([
      { name: 'Clerk', can: true },
      { name: 'Reader', can: false },
    ]),
  );
});
