import { createServer } from 'node:http';
import Fastify from 'fastify';
import pg from 'pg';
import { bareStatements } from './ceilings.ts';

/**
 * A minimal server as a baseline. KIND `node` runs one prepared statement per request and returns
 * its JSON; `fastify` returns the same bytes every time. PORT and DATABASE_URL work as for the
 * application.
 */
const { KIND: kind = 'node', PORT: port = '0', DATABASE_URL: url = '' } = process.env;

if (kind === 'fastify') {
  const app = Fastify();
  const answer = { text: 'x'.repeat(Number(process.env.BYTES ?? 2000)) };
  app.get('/readyz', async () => ({ ok: true }));
  app.get('/answer', async () => answer);
  await app.listen({ host: '127.0.0.1', port: Number(port) });
} else {
  const pool = new pg.Pool({ connectionString: url, max: 12 });
  const statements: Record<string, { name: string; text: string }> = {
    tickets: { name: 'ticket', text: bareStatements.ticket },
    departments: { name: 'list', text: bareStatements.list },
  };
  createServer((request, response) => {
    const [, what = '', id] = (request.url ?? '').split('/');
    const statement = statements[what];
    if (!statement) {
      response.end('{}');
      return;
    }
    pool.query({ ...statement, values: [Number(id)] }).then(
      ({ rows }) => {
        response.setHeader('content-type', 'application/json; charset=utf-8');
        response.end(JSON.stringify(rows[0]?.json ?? null));
      },
      () => {
        response.statusCode = 500;
        response.end('{}');
      },
    );
  }).listen(Number(port), '127.0.0.1');
}
process.once('SIGTERM', () => process.exit(0));
