import { type AddressInfo, connect } from 'node:net';
import { expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { createHttpServer } from './http-server.ts';
import { openLog } from './log.ts';

const timeouts = { headersMs: 300, bodyMs: 300, uploadMs: 1500 };

/**
 * Sends the start of a request, then one byte at a time; returns the response and the connection
 * time.
 */
async function drip(start: string): Promise<{ answer: string; ms: number }> {
  const config = readConfig({ CROSSDESK_SECRET: 'x'.repeat(32) });
  const app = await createHttpServer(config, openLog('silent'), async () => null, timeouts);
  app.post('/any', async () => ({ ok: true }));
  app.post('/upload', async (request) => {
    await request.file().then((file) => file?.toBuffer());
    return { ok: true };
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const began = Date.now();
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk.toString();
  });
  socket.on('error', () => undefined);
  socket.write(start);
  const dripping = setInterval(() => socket.writable && socket.write('x'), 50);
  await new Promise((closed) => socket.once('close', closed));
  clearInterval(dripping);
  await app.close();
  return { answer, ms: Date.now() - began };
}

const head = (path: string, type: string) =>
  `POST ${path} HTTP/1.1\r\nHost: desk.example\r\nContent-Type: ${type}\r\nContent-Length: 100000\r\n\r\n`;

test.each([
  ['a body', head('/any', 'application/json')],
  ['headers', 'POST /any HTTP/1.1\r\nHost: desk.example\r\nX-Long: '],
])('%s that arrives byte by byte times out', async (_what, start) => {
  const { answer, ms } = await drip(start);
  expect(answer).toMatch(/^HTTP\/1.1 408 /);
  expect(ms).toBeLessThan(1400);
});

test('an upload may take longer, but not forever', async () => {
  const part = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n';
  const { answer, ms } = await drip(head('/upload', 'multipart/form-data; boundary=b') + part);
  expect(answer).toMatch(/^HTTP\/1.1 408 /);
  expect(ms).toBeGreaterThan(1400);
});

async function postJson(text: string) {
  const config = readConfig({ CROSSDESK_SECRET: 'x'.repeat(32) });
  const app = await createHttpServer(config, openLog('silent'), async () => null, timeouts);
  app.post('/any', async (request) => ({ keys: Object.keys(request.body as object).length }));
  const before = process.cpuUsage();
  const answer = await app.inject({
    method: 'POST',
    url: '/any',
    headers: { 'content-type': 'application/json' },
    payload: text,
  });
  const { user } = process.cpuUsage(before);
  await app.close();
  return { status: answer.statusCode, cpuMs: user / 1000 };
}

test.each([
  ['{"__proto__": {"isAdmin": true}}', 400],
  ['{"a": [{"_\\u005Fproto__" : 1}]}', 400],
  ['{"text": "a \\"__proto__\\": in quotes"}', 200],
  ['{"proto": 1}', 200],
])('the body %s is answered with %i', async (text, status) => {
  expect((await postJson(text)).status).toBe(status);
});

test('parsing a large body takes hardly longer than JSON.parse', async () => {
  const text = `[${Array(700_000).fill(0).join(',')}]`;
  const before = process.cpuUsage();
  JSON.parse(text);
  const parseMs = process.cpuUsage(before).user / 1000;
  expect((await postJson(text)).cpuMs).toBeLessThan(parseMs * 15 + 100);
});

test('a request with two Host headers is refused', async () => {
  const { answer } = await drip(
    'POST /any HTTP/1.1\r\nHost: desk.example\r\nHost: other.example\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
  );
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
});
