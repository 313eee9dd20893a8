import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { migrateInTransaction } from '../platform/migrate.ts';
import type { BackupContents, SavedTable } from './backup-archive.ts';
import { isSaved, listColumns, listTables, quote, sqlName } from './backup-tables.ts';
import { CommandError } from './cli-error.ts';

/** Whether the database contains nothing that a restore could mix with. */
export async function isDatabaseEmpty(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ isEmpty: boolean }>(
    `select not exists (select 1 from pg_class c where c.relnamespace = current_schema()::regnamespace
        and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e'))
      and to_regnamespace('graphile_worker') is null as "isEmpty"`,
  );
  return rows[0]?.isEmpty ?? false;
}

type Prepared = { rebuild: string[] };

/**
 * Creates the schema of the backup, and removes what would slow the rows down or depend on their
 * order: foreign keys, further indexes, triggers and rows of migrations.
 */
async function prepareSchema(client: pg.ClientBase, lastMigration: string): Promise<Prepared> {
  await migrateInTransaction(client, lastMigration);
  const names = (await listTables(client)).filter(isSaved).map(sqlName);
  const foreignKeys = await client.query<{ table: string; name: string; definition: string }>(
    `select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as definition
      from pg_constraint where contype = 'f' and conrelid = any($1::regclass[])`,
    [names],
  );
  const indexes = await client.query<{ name: string; definition: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
      where indrelid = any($1::regclass[]) and not exists (select 1 from pg_constraint where conindid = indexrelid)`,
    [names],
  );
  const rebuild = [
    ...indexes.rows.map(({ definition }) => definition),
    ...foreignKeys.rows.map((key) => `alter table ${key.table} add constraint ${quote(key.name)} ${key.definition}`),
    ...names.map((name) => `alter table ${name} enable trigger user`),
  ];
  for (const { table, name } of foreignKeys.rows)
    await client.query(`alter table ${table} drop constraint ${quote(name)}`);
  for (const { name } of indexes.rows) await client.query(`drop index ${name}`);
  for (const name of names) await client.query(`alter table ${name} disable trigger user`);
  await client.query(`truncate ${names.join(', ')}`);
  return { rebuild };
}

async function checkTable(client: pg.ClientBase, table: SavedTable): Promise<void> {
  const { rows } = await client.query('select to_regclass($1) is not null as exists', [sqlName(table)]);
  let what = `table ${table.name}`;
  if (rows[0]?.exists) {
    const columns = await listColumns(client, table);
    const missing = table.columns.find((column) => !columns.includes(column));
    if (missing === undefined) return;
    what = `column ${missing} of the table ${table.name}`;
  }
  throw new CommandError(
    `The backup contains the ${what}, which this release doesn't have. Restore it with the release that made it, then upgrade.`,
  );
}

/** Loads the rows of one backup, in a transaction of the caller. Parts arrive in their order. */
export type Loader = {
  addPart(entry: string, content: Readable): Promise<void>;
  /** Completes the database and migrates it to the newest schema. */
  finish(): Promise<void>;
};

export async function createLoader(
  client: pg.ClientBase,
  lastMigration: string,
  contents: BackupContents,
): Promise<Loader> {
  const { rebuild } = await prepareSchema(client, lastMigration);
  for (const table of contents.tables) await checkTable(client, table);
  let current: { prefix: string; rows: PassThrough; loaded: Promise<void> } | null = null;
  const endTable = async () => {
    current?.rows.end();
    await current?.loaded;
    current = null;
  };
  const startTable = (prefix: string) => {
    const table = contents.tables.find(({ schema, name }) => `tables/${schema}/${name}/` === prefix);
    if (!table) throw new CommandError(`The backup is damaged: nothing is known about ${prefix}.`);
    const rows = new PassThrough();
    const target = client.query(copyFrom(`copy ${sqlName(table)} (${table.columns.map(quote).join(', ')}) from stdin`));
    const loaded = pipeline(rows, createGunzip(), target).then(() => {
      if (target.rowCount !== table.rowCount)
        throw new CommandError(
          `The backup is damaged: ${table.name} has ${target.rowCount} of ${table.rowCount} rows.`,
        );
    });
    loaded.catch(() => undefined);
    return { prefix, rows, loaded };
  };
  return {
    async addPart(entry, content) {
      const prefix = entry.slice(0, entry.lastIndexOf('/') + 1);
      if (current?.prefix !== prefix) {
        await endTable();
        current = startTable(prefix);
      }
      const { rows, loaded } = current;
      for await (const chunk of content)
        if (!rows.write(chunk)) await Promise.race([new Promise((done) => rows.once('drain', done)), loaded]);
    },
    async finish() {
      await endTable();
      for (const statement of rebuild) await client.query(statement);
      for (const sequence of contents.sequences)
        await client.query('select setval($1::regclass, $2::bigint, $3)', [
          sqlName(sequence),
          sequence.value,
          sequence.isCalled,
        ]);
      // The processes that held these jobs belong to the installation that was saved.
      await client.query(`select graphile_worker.force_unlock_workers(array(
        select locked_by from graphile_worker._private_jobs where locked_by is not null
        union select locked_by from graphile_worker._private_job_queues where locked_by is not null))`);
      await migrateInTransaction(client, null);
    },
  };
}
