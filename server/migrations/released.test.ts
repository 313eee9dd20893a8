import { createHash } from 'node:crypto';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrateDatabase } from '../platform/migrate.ts';
import { createEmptyDatabase, createTestDatabase, runOnServer, type TestDatabase } from '../testing/database.ts';
import { describeRows, describeSchema } from '../testing/schema.ts';
import { migrations } from './index.ts';

const folder = join(import.meta.dirname, 'released');
const dumps = readdirSync(folder).filter((name) => name.endsWith('.sql.gz'));
const hashes: Record<string, string> = JSON.parse(readFileSync(join(folder, 'hashes.json'), 'utf8'));
const names = Object.keys(migrations);

let newest: TestDatabase;
const created: TestDatabase[] = [];

beforeAll(async () => {
  newest = await createTestDatabase();
});

afterAll(async () => {
  for (const database of created) await database.drop();
  await newest?.drop();
});

async function restoreDump(dump: string): Promise<string> {
  const database = await createEmptyDatabase();
  created.push(database);
  const { url } = database;
  await runOnServer(url, gunzipSync(readFileSync(join(folder, dump))).toString());
  return url;
}

/** The number of rows of each table. Their content may be changed by migrations. */
async function countRows(url: string, tables: string[]): Promise<Record<string, string>> {
  const rows = await describeRows(url, tables);
  return Object.fromEntries(Object.entries(rows).map(([table, text]) => [table, text.replace(/ rows .*/, '')]));
}

describe('the database of a release', () => {
  it.each(dumps)('%s becomes the newest schema and keeps its rows', async (dump) => {
    const url = await restoreDump(dump);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows: tables } = await client.query<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = 'public' and tablename not like 'kysely%'",
    );
    const { rows: applied } = await client.query<{ name: string }>('select name from kysely_migration order by name');
    await client.end();
    expect(`${applied.at(-1)?.name.slice(0, 4)}.sql.gz`).toBe(dump);
    const before = await countRows(
      url,
      tables.map(({ name }) => name),
    );
    expect(Object.entries(before).filter(([, count]) => count === '0')).toEqual([]);

    await migrateDatabase(url);
    expect(await describeSchema(url)).toEqual(await describeSchema(newest.url));
    expect(await countRows(url, Object.keys(before))).toEqual(before);
  });

  it('is small', () => {
    expect(dumps.filter((dump) => readFileSync(join(folder, dump)).length > 100_000)).toEqual([]);
  });
});

describe('migrations', () => {
  it('have consecutive numbers, in the order of the list, and one file each', () => {
    expect(names.map((name) => name.slice(0, 5))).toEqual(
      names.map((_, index) => `${String(index + 1).padStart(4, '0')}-`),
    );
    const files = globSync('[0-9]*.ts', { cwd: import.meta.dirname }).sort();
    expect(files).toEqual(names.map((name) => `${name}.ts`));
  });

  it('do not change after their release', () => {
    const hash = (file: string) =>
      createHash('sha256')
        .update(readFileSync(join(import.meta.dirname, file)))
        .digest('hex');
    expect(Object.fromEntries(Object.keys(hashes).map((file) => [file, hash(file)]))).toEqual(hashes);
  });

  it('come after all released ones', () => {
    const released = Object.keys(hashes);
    expect(names.slice(0, released.length).map((name) => `${name}.ts`)).toEqual(released);
    expect(`${released.at(-1)?.slice(0, 4)}.sql.gz`).toBe(dumps.sort().at(-1));
  });
});
