import { connect } from 'node:net';
import type { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import { afterEach, describe, expect, test } from 'vitest';
import type { SmtpEnvelope, SmtpListener, SmtpListenerOptions } from './smtp-listener.ts';
import { startSmtpListener } from './smtp-listener.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const open: SmtpListener[] = [];
afterEach(async () => {
  for (const listener of open.splice(0)) await listener.close();
});

interface StoredMail {
  raw: string;
  envelope: SmtpEnvelope;
}

async function listen(changes: Partial<SmtpListenerOptions> = {}): Promise<{ port: number; stored: StoredMail[] }> {
  const stored: StoredMail[] = [];
  const listener = await startSmtpListener({
    host: '127.0.0.1',
    port: 0,
    maxBytes: 1_000_000,
    name: 'desk.example',
    log: quiet,
    accepts: async (address) =>
      address === 'support@desk.example' ? 'yes' : address === 'later@desk.example' ? 'later' : 'unknown',
    store: async (raw, envelope) => {
      stored.push({ raw: await readAll(raw), envelope });
    },
    maxClients: 20,
    ...changes,
  });
  open.push(listener);
  return { port: listener.port, stored };
}

async function readAll(raw: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of raw) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}

async function send(port: number, mail: { to?: string | string[]; text?: string; from?: string }, ignoreTLS = true) {
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS, tls: { rejectUnauthorized: false } });
  try {
    return await transport.sendMail({
      from: 'ann@customer.example',
      to: 'support@desk.example',
      subject: 'Order',
      text: 'Hi',
      ...mail,
    });
  } finally {
    transport.close();
  }
}

/** A client that sends each piece and waits for a response line. */
async function converse(port: number, pieces: string[]): Promise<string[]> {
  const socket = connect(port, '127.0.0.1');
  const answers: string[] = [];
  let received = '';
  const answer = () =>
    new Promise<void>((resolve) => {
      const listen = (chunk: Buffer) => {
        received += chunk.toString('latin1');
        if (!/^\d{3} [^\n]*\n$/m.test(received)) return;
        answers.push(received.trim());
        received = '';
        socket.off('data', listen);
        resolve();
      };
      socket.on('data', listen);
      socket.once('close', () => {
        answers.push('closed');
        resolve();
      });
    });
  socket.on('error', () => undefined);
  await answer();
  for (const piece of pieces) {
    const answered = answer();
    socket.write(piece, 'latin1');
    await answered;
  }
  socket.destroy();
  return answers;
}

const greeting = [
  'EHLO client.example\r\n',
  'MAIL FROM:<ann@customer.example>\r\n',
  'RCPT TO:<support@desk.example>\r\n',
];

describe('receiving mail', () => {
  test('a mail is stored before the client gets 250', async () => {
    let isStored = false;
    const { port } = await listen({
      store: async (raw) => {
        await readAll(raw);
        await new Promise((resolve) => setImmediate(resolve));
        isStored = true;
      },
    });
    const sent = await send(port, {});
    expect(isStored).toBe(true);
    expect(sent.response).toMatch(/^250/);
  });

  test('the envelope and every byte are received', async () => {
    const { port, stored } = await listen();
    await send(port, { text: '.\n..two dots\n日本語' });
    expect(stored[0]?.envelope).toMatchObject({
      from: 'ann@customer.example',
      to: ['support@desk.example'],
      remoteAddress: '127.0.0.1',
    });
    expect(stored[0]?.raw).toContain('Subject: Order\r\n');
    await converse(port, [...greeting, 'DATA\r\n', 'Subject: x\r\n\r\n..\r\n...a\r\n\xe3\x81\x82\0b\r\n.\r\n']);
    expect(stored[1]?.raw).toBe('Subject: x\r\n\r\n.\r\n..a\r\n\xe3\x81\x82\0b\r\n');
  });

  test('the null sender of a bounce is accepted', async () => {
    const { port, stored } = await listen();
    const mail = ['EHLO x\r\n', 'MAIL FROM:<>\r\n', 'RCPT TO:<support@desk.example>\r\n', 'DATA\r\n', 'x\r\n.\r\n'];
    expect((await converse(port, mail)).at(-1)).toMatch(/^250/);
    expect(stored[0]?.envelope.from).toBe('');
  });

  test('mail for unknown addresses is refused permanently, other mail temporarily', async () => {
    const { port, stored } = await listen();
    await expect(send(port, { to: 'nobody@desk.example' })).rejects.toMatchObject({ responseCode: 550 });
    await expect(send(port, { to: 'later@desk.example' })).rejects.toMatchObject({ responseCode: 451 });
    const sent = await send(port, { to: ['support@desk.example', 'nobody@desk.example'] });
    expect(sent.rejected).toEqual(['nobody@desk.example']);
    expect(stored.map(({ envelope }) => envelope.to)).toEqual([['support@desk.example']]);
  });

  test('the client is asked to retry when the database or disk is unavailable', async () => {
    const gone = () => Promise.reject(new Error('ENOSPC: no space left on device'));
    const full = await listen({ store: gone });
    await expect(send(full.port, {})).rejects.toMatchObject({ responseCode: 451 });
    await expect(send(full.port, { text: 'x'.repeat(900_000) })).rejects.toMatchObject({ responseCode: 451 });
    const lost = await listen({ accepts: gone });
    await expect(send(lost.port, {})).rejects.toMatchObject({ responseCode: 451 });
  });

  test('a store that did not read the whole mail is a temporary failure', async () => {
    const { port } = await listen({ store: async () => undefined });
    await expect(send(port, { text: 'x'.repeat(500_000) })).rejects.toMatchObject({ responseCode: 451 });
  });

  test('a client can send another mail after a refusal', async () => {
    let attempts = 0;
    const { port } = await listen({
      store: async (raw) => {
        attempts += 1;
        if (attempts === 1) throw new Error('database gone');
        await readAll(raw);
      },
    });
    const mail = ['MAIL FROM:<a@b.example>\r\n', 'RCPT TO:<support@desk.example>\r\n', 'DATA\r\n', 'x\r\n.\r\n'];
    const answers = await converse(port, ['EHLO x\r\n', ...mail, ...mail]);
    expect(answers.map((answer) => answer.slice(0, 3))).toEqual([
      '220',
      '250',
      '250',
      '250',
      '354',
      '451',
      '250',
      '250',
      '354',
      '250',
    ]);
  });

  test.each(['destroy', 'end'] as const)(
    'nothing is stored when a client disconnects in the middle (%s)',
    async (leave) => {
      const reading = Promise.withResolvers<unknown>();
      const { port } = await listen({
        store: async (raw) => {
          await readAll(raw).then(reading.resolve, reading.reject);
          throw new Error('not stored');
        },
      });
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      const waitFor = (pattern: RegExp) =>
        new Promise<void>((resolve) => {
          const onData = (chunk: Buffer) => {
            if (!pattern.test(chunk.toString())) return;
            socket.off('data', onData);
            resolve();
          };
          socket.on('data', onData);
        });
      await waitFor(/^220/m);
      const isReady = waitFor(/^354/m);
      socket.write(`${greeting.join('')}DATA\r\n`);
      await isReady;
      socket.write('Subject: half\r\n', () => socket[leave]());
      await expect(reading.promise).rejects.toThrow();
      socket.destroy();
    },
  );
});

describe('limits', () => {
  test('the size limit is advertised and a larger declared size is refused immediately', async () => {
    const { port } = await listen();
    const answers = await converse(port, ['EHLO x\r\n', 'MAIL FROM:<a@b.example> SIZE=2000000\r\n']);
    expect(answers[1]).toContain('SIZE 1000000');
    expect(answers[2]).toMatch(/^552/);
  });

  test('a mail that grows too large is refused without buffering it in memory', async () => {
    let storedBytes = 0;
    const { port } = await listen({
      store: async (raw) => {
        for await (const chunk of raw) storedBytes += (chunk as Buffer).length;
      },
    });
    const body = `${'x'.repeat(998)}\r\n`.repeat(2_500);
    const answers = await converse(port, [...greeting, 'DATA\r\n', `${body}.\r\n`, 'NOOP\r\n']);
    expect(answers.at(-2)).toMatch(/^552/);
    expect(answers.at(-1)).toMatch(/^250/);
    expect(storedBytes).toBeLessThanOrEqual(1_000_000);
  });

  test('a client that never stops sending is disconnected', async () => {
    const { port } = await listen({ maxBytes: 10_000 });
    const answers = await converse(port, [...greeting, 'DATA\r\n', 'x'.repeat(3_000_000)]);
    expect(answers.at(-1)).toBe('closed');
  });

  test('at most 100 recipients', async () => {
    const { port } = await listen({ accepts: async () => 'yes' });
    const recipients = Array.from({ length: 101 }, (_, n) => `RCPT TO:<r${n}@desk.example>\r\n`);
    const answers = await converse(port, ['EHLO x\r\n', 'MAIL FROM:<a@b.example>\r\n', ...recipients]);
    expect(answers.at(-2)).toMatch(/^250/);
    expect(answers.at(-1)).toMatch(/^452/);
  });

  test('an idle client is disconnected', async () => {
    const { port } = await listen({ idleTimeoutMs: 50 });
    const socket = connect(port, '127.0.0.1');
    let received = '';
    socket.on('data', (chunk) => (received += chunk.toString()));
    await new Promise((resolve) => socket.once('close', resolve));
    expect(received).toContain('421');
  });

  test('clients beyond the limit are asked to retry', async () => {
    const { port } = await listen({ maxClients: 1 });
    const first = connect(port, '127.0.0.1');
    await new Promise((resolve) => first.once('data', resolve));
    const second = connect(port, '127.0.0.1');
    const answer = await new Promise<string>((resolve) => second.once('data', (chunk) => resolve(chunk.toString())));
    expect(answer).toMatch(/^421/);
    first.destroy();
    second.destroy();
  });
});

describe('malicious clients', () => {
  // Sequences some servers accept as the end of a mail, used for SMTP smuggling.
  test.each(['\n.\n', '\n.\r\n', '\r\n.\n', '\r\n.\r', '\r.\r', '\r\n\0.\r\n'])(
    'a mail does not end at %j, which prevents SMTP smuggling',
    async (falseEnd) => {
      const { port, stored } = await listen();
      const smuggled = `MAIL FROM:<admin@desk.example>\r\nRCPT TO:<support@desk.example>\r\nDATA\r\nSubject: smuggled\r\n\r\nx`;
      const body = `Subject: outer\r\n\r\nouter${falseEnd}${smuggled}\r\n.\r\n`;
      const answers = await converse(port, [...greeting, 'DATA\r\n', body, 'NOOP\r\n']);
      expect(answers.at(-1)).toMatch(/^250/);
      expect(stored).toHaveLength(1);
      expect(stored[0]?.envelope.from).toBe('ann@customer.example');
      expect(stored[0]?.raw).toContain('MAIL FROM:<admin@desk.example>');
    },
  );

  test('the end of a mail is found across packet boundaries', async () => {
    const { port, stored } = await listen();
    const socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    let received = '';
    const waitFor = (pattern: RegExp) =>
      new Promise<void>((resolve) => {
        const onData = (chunk: Buffer) => {
          received += chunk.toString();
          if (!pattern.test(received)) return;
          socket.off('data', onData);
          resolve();
        };
        socket.on('data', onData);
      });
    await waitFor(/^220/m);
    const isReady = waitFor(/^354/m);
    socket.write(`${greeting.join('')}DATA\r\n`);
    await isReady;
    const isDone = waitFor(/250[^\n]*Stored/);
    for (const byte of 'a\r\n..\r\nb\r\n.\r\n')
      await new Promise<void>((resolve) => socket.write(byte, () => setImmediate(resolve)));
    await isDone;
    expect(stored[0]?.raw).toBe('a\r\n.\r\nb\r\n');
    socket.destroy();
  });

  test('authentication, relaying and STARTTLS without a certificate are refused', async () => {
    const { port } = await listen();
    const answers = await converse(port, ['EHLO x\r\n', 'AUTH PLAIN AGEAYg==\r\n', 'STARTTLS\r\n', 'VRFY root\r\n']);
    expect(answers[1]).not.toMatch(/AUTH|STARTTLS/);
    expect(answers[2]).toMatch(/^50/);
    expect(answers[3]).toMatch(/^50/);
    await expect(send(port, { to: 'x@elsewhere.example' })).rejects.toMatchObject({ responseCode: 550 });
  });

  test('control characters in an address are rejected', async () => {
    const { port } = await listen({ accepts: async () => 'yes' });
    const answers = await converse(port, [
      'EHLO x\r\n',
      'MAIL FROM:<a\x0b\0@b.example>\r\n',
      `MAIL FROM:<${'a'.repeat(3_000)}@b>\r\n`,
    ]);
    expect(answers[2]).toMatch(/^50/);
    expect(answers[3]).toMatch(/^[45]/);
  });

  test('STARTTLS works with a certificate', async () => {
    const { port, stored } = await listen({ tls: { key: testKey, cert: testCertificate } });
    const sent = await send(port, {}, false);
    expect(sent.response).toMatch(/^250/);
    expect(stored).toHaveLength(1);
    expect((await converse(port, ['EHLO x\r\n']))[1]).toContain('STARTTLS');
  });
});

test('a port in use is an error at startup', async () => {
  const { port } = await listen();
  await expect(listen({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

/** Created for this test only. */
const testKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgt4E1jcllTovggKXd
69ox2b5KeBp9c9OniFMxep0wzEGhRANCAASnukWsohyMOJNUqB60qlGLpy1E576I
7o6cnukKlx7eEjKSVM23XROspxVAcOBJbyLwZpR/YtQPQFMD4FDfurih
-----END PRIVATE KEY-----`;
const testCertificate = `-----BEGIN CERTIFICATE-----
MIIBhTCCASugAwIBAgIUSIqj81KLwxZJB0GuGM94My0ImZgwCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMZGVzay5leGFtcGxlMCAXDTI2MTEyMTIxMjczMloYDzIxMjYx
MDI4MjEyNzMyWjAXMRUwEwYDVQQDDAxkZXNrLmV4YW1wbGUwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAASnukWsohyMOJNUqB60qlGLpy1E576I7o6cnukKlx7eEjKS
VM23XROspxVAcOBJbyLwZpR/YtQPQFMD4FDfuriho1MwUTAdBgNVHQ4EFgQUVCxu
RNyxzyDiZm4H46pa5msY+24wHwYDVR0jBBgwFoAUVCxuRNyxzyDiZm4H46pa5msY
+24wDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEA1n4WnMTh/hGP
UKsOzT/vm9FO+cMukcbNrHcj1jcLNF0CIDm4Ed2MD86xBA8ts1c9Q3BqtU+OcrNH
2gonJrfdVO5A
-----END CERTIFICATE-----`;
