import { parentPort } from 'node:worker_threads';
import type { DNSResolver } from 'mailauth';
import type { Authenticity } from './authenticity.ts';
import { checkSender, type MailOrigin, type MailReading, readContent, readSubject } from './read-mail.ts';

type DnsAnswer = Awaited<ReturnType<DNSResolver>>;

export type WorkerRequest =
  | { kind: 'read'; raw: Uint8Array }
  | { kind: 'check'; raw: Uint8Array; origin: MailOrigin; asksDns: boolean }
  | { kind: 'subject'; raw: Uint8Array }
  | { kind: 'answer'; id: number; answer?: DnsAnswer; code?: string; message?: string };

export type WorkerMessage =
  | { kind: 'ready' }
  | { kind: 'ask'; id: number; name: string; type: string }
  | { kind: 'done'; reading: MailReading }
  | { kind: 'checked'; authenticity: Authenticity }
  | { kind: 'subject'; subject: string }
  | { kind: 'failed'; message: string };

const port = parentPort;
if (!port) throw new Error('this file runs in a worker thread');
const post = (message: WorkerMessage, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);

const pendingLookups = new Map<number, { resolve(answer: DnsAnswer): void; reject(error: Error): void }>();
let lastId = 0;

/** Resolves DNS through the main thread, which caches the answers. */
const resolver: DNSResolver = (name, type) =>
  new Promise<DnsAnswer>((resolve, reject) => {
    lastId += 1;
    pendingLookups.set(lastId, { resolve, reject });
    post({ kind: 'ask', id: lastId, name, type });
  });

const bufferOf = (raw: Uint8Array): Buffer => Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);

async function check({ raw, origin, asksDns }: Extract<WorkerRequest, { kind: 'check' }>): Promise<void> {
  post({ kind: 'checked', authenticity: await checkSender(bufferOf(raw), origin, asksDns ? resolver : undefined) });
}

async function read({ raw }: Extract<WorkerRequest, { kind: 'read' }>): Promise<void> {
  const reading = await readContent(bufferOf(raw));
  if (reading.fault !== null) return post({ kind: 'done', reading });
  const buffers = new Set<ArrayBuffer>();
  for (const file of reading.content.files) {
    // A view of a shared buffer is copied; other buffers are transferred.
    if (file.content.byteLength < file.content.buffer.byteLength) file.content = Uint8Array.from(file.content);
    const { buffer } = file.content;
    if (buffers.has(buffer as ArrayBuffer)) file.content = Uint8Array.from(file.content);
    buffers.add(file.content.buffer as ArrayBuffer);
  }
  post({ kind: 'done', reading }, [...buffers]);
}

port.on('message', (message: WorkerRequest) => {
  if (message.kind === 'answer') {
    const lookup = pendingLookups.get(message.id);
    pendingLookups.delete(message.id);
    if (message.answer) lookup?.resolve(message.answer);
    else lookup?.reject(Object.assign(new Error(message.message), { code: message.code }));
    return;
  }
  const work =
    message.kind === 'read'
      ? read(message)
      : message.kind === 'check'
        ? check(message)
        : readSubject(bufferOf(message.raw)).then((subject) => post({ kind: 'subject', subject }));
  work.catch((error: unknown) =>
    post({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }),
  );
});
post({ kind: 'ready' });
