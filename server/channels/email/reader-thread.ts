import { parentPort } from 'node:worker_threads';
import { sanitizeHtml, textToHtml } from '../../platform/html.ts';
import { readBounce } from './bounce.ts';
import { parseMail } from './parse.ts';
import { splitQuote } from './quote.ts';
import type { MailReading } from './reader.ts';

/** Everything that is computed from the bytes of a mail alone, however long that takes. */
async function read(raw: Buffer): Promise<MailReading> {
  const mail = await parseMail(raw);
  const split = splitQuote({ html: mail.html, text: mail.text });
  const quotedHtml = split.quotedHtml ?? (split.quotedText === null ? null : textToHtml(split.quotedText));
  return {
    mail,
    body: {
      html: sanitizeHtml(split.html ?? textToHtml(split.text)),
      text: split.text,
      quotedHtml: quotedHtml === null ? null : sanitizeHtml(quotedHtml),
    },
    bounce: readBounce(mail),
  };
}

parentPort?.on('message', (raw: Uint8Array) => {
  void read(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)).then(
    (reading) => parentPort?.postMessage({ reading }),
    (error: unknown) => parentPort?.postMessage({ error: error instanceof Error ? error.message : String(error) }),
  );
});
