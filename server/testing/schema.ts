import pg from 'pg';

/** One line for each part of the application's schema, whatever the order it was created in. */
const parts: Record<string, string> = {
  columns: `select c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
      row_number() over (partition by c.oid order by a.attnum), case when a.attnotnull then 'not null' end,
      nullif('identity ' || a.attidentity::text, 'identity '), nullif('generated ' || a.attgenerated::text, 'generated '),
      pg_get_expr(d.adbin, d.adrelid)
    from pg_attribute a join pg_class c on c.oid = a.attrelid
      left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0
      and not a.attisdropped`,
  constraints: `select conrelid::regclass, conname, pg_get_constraintdef(oid), convalidated from pg_constraint
    where connamespace = current_schema()::regnamespace and contype <> 'n' and conrelid <> 0`,
  indexes: `select indexrelid::regclass, pg_get_indexdef(indexrelid), indisvalid from pg_index
    join pg_class c on c.oid = indrelid where c.relnamespace = current_schema()::regnamespace`,
  sequences: `select c.relname, s.seqtypid::regtype, s.seqstart, s.seqincrement, s.seqmax, s.seqcycle
    from pg_sequence s join pg_class c on c.oid = s.seqrelid where c.relnamespace = current_schema()::regnamespace`,
  triggers: `select tgrelid::regclass, tgname, tgenabled, pg_get_triggerdef(t.oid) from pg_trigger t
    join pg_class c on c.oid = t.tgrelid where c.relnamespace = current_schema()::regnamespace and not tgisinternal`,
  functions: `select p.proname, pg_get_functiondef(p.oid) from pg_proc p
    where p.pronamespace = current_schema()::regnamespace
      and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')`,
  searchMappings: `select g.cfgname, t.alias, m.mapseqno, d.dictname, d.dictinitoption from pg_ts_config_map m
    join pg_ts_config g on g.oid = m.mapcfg join pg_ts_dict d on d.oid = m.mapdict
    join ts_token_type(g.cfgparser) t on t.tokid = m.maptokentype
    where g.cfgnamespace = current_schema()::regnamespace`,
  extensions: 'select extname from pg_extension',
};

/** The application's schema as sorted lines, to compare two databases. */
export const describeSchema = (url: string): Promise<string[]> => {
  const all = Object.entries(parts).map(
    ([part, query]) => `select '${part}: ' || row_to_json(one)::text as line
    from (${query}) one`,
  );
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ line: string }>(`${all.join(' union all ')} order by 1`);
    return rows.map(({ line }) => line);
  });
};

/** A row count and a hash of the rows of each table, by its name. */
export const describeRows = (url: string, tables: readonly string[]): Promise<Record<string, string>> =>
  withClient(url, async (client) => {
    const described: Record<string, string> = {};
    for (const table of tables) {
      const { rows } = await client.query<{ text: string }>(
        `select count(*) || ' rows ' || coalesce(md5(string_agg(one::text, E'\\n' order by one::text)), '') as text
          from ${table} one`,
      );
      described[table] = rows[0]?.text ?? '';
    }
    return described;
  });

/** Runs `work` with a connection of its own. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
