import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, expect, test } from 'vitest';
import { checkAuthenticity } from './authenticity.ts';
import { splitQuote } from './quote.ts';
import { createMailReader, mailReader, ReadingStopped } from './reader.ts';

const mailWith = (headers: string, body = 'Good morning', type = 'text/plain'): Buffer =>
  Buffer.from(`From: Ann <ann@example.org>\r\n${headers}Content-Type: ${type}; charset=utf-8\r\n\r\n${body}\r\n`);
const foldedSubject = (count: number) => mailWith(`Subject: a\r\n${' b\r\n'.repeat(count)}`);
const headerLines = 'From: a<br>Sent: b<br>';
const noAnswer = async (): Promise<never> => {
  throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
};
const check = { ip: null, helo: null, mailFrom: null, resolver: noAnswer, timeoutMs: 2_000 };

/** Shortest of three runs, in ms: the one the machine disturbed least. */
async function shortest(work: () => unknown): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3; run += 1) {
    const start = performance.now();
    await work();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

describe('reading of hostile mail', () => {
  test('the process answers while mails made to be slow are read', async () => {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const hostile = [
      foldedSubject(225_000),
      mailWith('', headerLines.repeat(20_000), 'text/html'),
      mailWith('', '<blockquote type=cite>a</blockquote>b'.repeat(15_000), 'text/html'),
    ];
    for (const raw of hostile) {
      await mailReader.read(raw);
      await checkAuthenticity(raw, check);
    }
    delay.disable();
    expect(delay.max / 1e6).toBeLessThan(1_000);
  });

  test('a header of very many lines is not given to the sender check', async () => {
    const { dmarc, details } = await checkAuthenticity(foldedSubject(225_000), check);
    expect([dmarc, details.error]).toEqual(['none', 'header too large']);
  });

  test.each<[string, (count: number) => string]>([
    ['header blocks in HTML', (count) => headerLines.repeat(count)],
    ['answers between quotations', (count) => '<blockquote type=cite>a</blockquote>b<br>'.repeat(count)],
    ['quotations one after another', (count) => `x${'<div class=gmail_quote>a</div>'.repeat(count)}`],
  ])('twice as many %s take at most about twice the time', async (_name, make) => {
    const small = await shortest(() => splitQuote({ html: make(8_000), text: '' }));
    const large = await shortest(() => splitQuote({ html: make(32_000), text: '' }));
    // Four times the input: 16 times the work where it is quadratic.
    expect(large).toBeLessThan(small * 2.5 ** 2 + 50);
  });

  test('a thread that does not end is stopped, and the next mail is read by another', async () => {
    // Hangs on the mail that says so, as a parser would.
    const source = `
      import { parentPort } from 'node:worker_threads';
      parentPort.on('message', (raw) => {
        while (Buffer.from(raw).includes('hang'));
        parentPort.postMessage({ reading: { mail: { attachments: [] } } });
      });`;
    const threadUrl = new URL(`data:text/javascript,${encodeURIComponent(source)}`);
    const { read } = createMailReader({ ms: 500, threadUrl });
    await expect(read(mailWith('Subject: hang\r\n'))).rejects.toThrow(ReadingStopped);
    await expect(read(mailWith('Subject: Hello\r\n'))).resolves.toBeDefined();
  });

  test('the body comes back sanitized', async () => {
    const { body } = await mailReader.read(mailWith('', '<p>Hi<script>alert(1)</script></p>', 'text/html'));
    expect(body.html.trim()).toBe('<p>Hi</p>');
  });
});
