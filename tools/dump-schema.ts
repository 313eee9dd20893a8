import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import pg from 'pg';
import { migrations } from '../server/migrations/index.ts';
import { removeAbandonedDatabase, startEmbeddedPostgres } from '../server/platform/embedded-postgres.ts';
import { migrateInTransaction } from '../server/platform/migrate.ts';
import { dumpSql, tableNames } from './schema-sql.ts';

// Usage: node tools/dump-schema.ts 0021
// Writes server/migrations/released/0021.sql.gz: the newest earlier dump, migrated to 0021, with
// the rows of rows-0021.sql added. Every table has to have a row. Also records the hashes of all
// migrations up to 0021, which are not changed from then on.

const migrationsFolder = join(import.meta.dirname, '../server/migrations');
const folder = join(migrationsFolder, 'released');

function findMigration(number: string): string {
  const name = Object.keys(migrations).find((one) => one.startsWith(`${number}-`));
  if (!/^\d{4}$/.test(number) || !name) throw new Error('Usage: node tools/dump-schema.ts <number of a migration>');
  return name;
}

async function fill(client: pg.Client, number: string, name: string): Promise<void> {
  const earlier = readdirSync(folder).filter((file) => file.endsWith('.sql.gz') && file < number);
  const newest = earlier.sort().at(-1);
  if (newest) await client.query(gunzipSync(readFileSync(join(folder, newest))).toString());
  await client.query('begin');
  await migrateInTransaction(client, name);
  await client.query('commit');
  const rowsFile = join(folder, `rows-${number}.sql`);
  if (existsSync(rowsFile)) await client.query(readFileSync(rowsFile, 'utf8'));
  const empty: string[] = [];
  for (const table of await tableNames(client))
    if ((await client.query(`select 1 from "${table}" limit 1`)).rowCount === 0) empty.push(table);
  if (empty.length > 0) throw new Error(`No rows in ${empty.join(', ')}: add some in ${rowsFile}.`);
}

function recordHashes(number: string): void {
  const hashes: Record<string, string> = {};
  for (const file of globSync('0*.ts', { cwd: migrationsFolder }).sort())
    if (file.slice(0, 4) <= number)
      hashes[file] = createHash('sha256')
        .update(readFileSync(join(migrationsFolder, file)))
        .digest('hex');
  writeFileSync(join(folder, 'hashes.json'), `${JSON.stringify(hashes, null, 2)}\n`);
}

const number = process.argv[2] ?? '';
const name = findMigration(number);
const dataDir = mkdtempSync(join(tmpdir(), 'crossdesk-dump-'));
await chmod(dataDir, 0o711);
const database = await startEmbeddedPostgres({ dataDir, log: { info() {}, warn: console.error }, durability: 'test' });
try {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    await fill(client, number, name);
    const dump = gzipSync(await dumpSql(client), { level: 9 });
    writeFileSync(join(folder, `${number}.sql.gz`), dump);
    recordHashes(number);
    console.log(`${number}.sql.gz: ${dump.length} bytes`);
  } finally {
    await client.end();
  }
} finally {
  await database.stop();
  await removeAbandonedDatabase(dataDir);
}
