import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { SavedSequence, SavedTable } from './backup-archive.ts';

/** The schema of the job library; all other tables are in the first schema of the search path. */
const jobsSchema = 'graphile_worker';

/**
 * Tables that are not saved: what migrations were applied is in the header of the backup, and the
 * others describe processes and messages of the moment.
 */
const unsavedTables = new Set([
  'kysely_migration',
  'kysely_migration_lock',
  'worker_process',
  'socket_io_attachments',
  `${jobsSchema}.migrations`,
]);

/** `schema` is `app` or `jobs`, so that a backup can be restored into a schema of another name. */
export type TableName = { schema: string; name: string };

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const sqlName = ({ schema, name }: TableName): string =>
  schema === 'jobs' ? `${jobsSchema}.${quote(name)}` : quote(name);

const schemaCondition = `n.nspname in (current_schema(), '${jobsSchema}')`;
const schemaColumn = `case n.nspname when '${jobsSchema}' then 'jobs' else 'app' end as schema`;
const notOfExtension = "not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')";

/** All tables of Crossdesk and of its jobs, those of extensions excepted. */
export async function listTables(client: pg.ClientBase): Promise<TableName[]> {
  const { rows } = await client.query<TableName>(
    `select ${schemaColumn}, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where ${schemaCondition} and c.relkind in ('r', 'p') and ${notOfExtension} order by 1, 2`,
  );
  return rows;
}

/** Whether the rows of a table belong in a backup. */
export const isSaved = ({ schema, name }: TableName): boolean =>
  !unsavedTables.has(schema === 'jobs' ? `${jobsSchema}.${name}` : name);

/** Columns with values of their own: generated ones are computed again. */
export async function listColumns(client: pg.ClientBase, table: TableName): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0
      and not attisdropped and attgenerated = '' order by attnum`,
    [sqlName(table)],
  );
  return rows.map(({ name }) => name);
}

export async function appliedMigrations(client: pg.ClientBase): Promise<string[]> {
  const table = await client.query("select to_regclass('kysely_migration') is not null as exists");
  if (!table.rows[0]?.exists) return [];
  const { rows } = await client.query<{ name: string }>('select name from kysely_migration order by name');
  return rows.map(({ name }) => name);
}

const partBytes = 4 * 2 ** 20;

export const tablePartName = ({ schema, name }: TableName, part: number): string =>
  `tables/${schema}/${name}/${String(part).padStart(6, '0')}.copy.gz`;

/**
 * The rows of a table in PostgreSQL's text format, compressed, in parts of 4 MB that belong
 * together: `cat *.copy.gz | zcat`.
 */
export async function saveTable(
  client: pg.ClientBase,
  table: TableName,
  addPart: (name: string, content: Buffer) => Promise<void>,
  onRead: () => void,
): Promise<SavedTable> {
  const columns = await listColumns(client, table);
  const stream = client.query(copyTo(`copy ${sqlName(table)} (${columns.map(quote).join(', ')}) to stdout`));
  let chunks: Buffer[] = [];
  let size = 0;
  let part = 0;
  const flush = async () => {
    const content = Buffer.concat(chunks);
    chunks = [];
    size = 0;
    await addPart(tablePartName(table, part++), content);
  };
  await pipeline(stream, createGzip({ level: 4 }), async (compressed: AsyncIterable<Buffer>) => {
    for await (const chunk of compressed) {
      chunks.push(chunk);
      size += chunk.length;
      onRead();
      if (size >= partBytes) await flush();
    }
    await flush();
  });
  return { ...table, columns, rowCount: stream.rowCount };
}

/**
 * The values of all sequences. Read after the tables, because sequences are outside of
 * transactions: a value may be higher than the rows need, never lower.
 */
export async function saveSequences(client: pg.ClientBase): Promise<SavedSequence[]> {
  const { rows } = await client.query<TableName>(
    `select ${schemaColumn}, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where ${schemaCondition} and c.relkind = 'S' and ${notOfExtension} order by 1, 2`,
  );
  const saved: SavedSequence[] = [];
  for (const sequence of rows) {
    const { rows: values } = await client.query<{ value: string; isCalled: boolean }>(
      `select last_value::text as value, is_called as "isCalled" from ${sqlName(sequence)}`,
    );
    if (values[0]) saved.push({ ...sequence, ...values[0] });
  }
  return saved;
}
