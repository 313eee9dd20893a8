import { Worker } from 'node:worker_threads';
import type { DNSResolver } from 'mailauth';
import { type Authenticity, unknownAuthenticity } from './authenticity.ts';
import type { MailOrigin, MailReading } from './read-mail.ts';
import type { WorkerMessage, WorkerRequest } from './read-worker.ts';

/** Time and memory limits for reading one mail; legitimate mails of 25 MB take a few seconds. */
export const readLimits = { timeMs: 30_000, subjectTimeMs: 3_000, heapMb: 512, workerCount: 2 };

class TooCostly extends Error {}

const idle: Worker[] = [];
const queue: (() => void)[] = [];
let busyCount = 0;

/**
 * Starts a worker thread and waits until its code is loaded. An idle worker does not keep the
 * process alive.
 */
async function startWorker(): Promise<Worker> {
  const worker = new Worker(new URL('./read-worker.ts', import.meta.url), {
    name: 'mail reader',
    // No secrets in the environment of a thread that parses hostile mail.
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: readLimits.heapMb, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 },
  });
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the mail reader did not start')));
  });
  worker.removeAllListeners('error').removeAllListeners('exit');
  // A worker that exits while idle is not used again.
  worker.on('error', () => undefined);
  worker.once('exit', () => {
    const index = idle.indexOf(worker);
    if (index >= 0) idle.splice(index, 1);
  });
  return worker;
}

async function withWorker<T>(work: (worker: Worker) => Promise<T>): Promise<T> {
  if (busyCount >= readLimits.workerCount) await new Promise<void>((resolve) => queue.push(resolve));
  else busyCount += 1;
  let worker: Worker | null = null;
  try {
    worker = idle.pop() ?? (await startWorker());
    worker.ref();
    const result = await work(worker);
    worker.unref();
    idle.push(worker);
    return result;
  } catch (error) {
    await worker?.terminate();
    throw error;
  } finally {
    const next = queue.shift();
    if (next) next();
    else busyCount -= 1;
  }
}

/** Starts a worker in advance, so that the first mail does not wait for its code to load. */
export const prepareReader = (): Promise<void> => withWorker(async () => undefined);

type WorkerResult = Extract<WorkerMessage, { kind: 'done' | 'subject' | 'checked' }>;

/**
 * Runs one task on a worker. Throws TooCostly beyond the limits; after any error the worker must be
 * discarded.
 */
function runTask(worker: Worker, task: WorkerRequest, timeMs: number, resolver?: DNSResolver): Promise<WorkerResult> {
  const aborter = new AbortController();
  const { promise, resolve, reject } = Promise.withResolvers<WorkerResult>();
  const timer = setTimeout(() => reject(new TooCostly()), timeMs);
  const onMessage = (message: WorkerMessage): void => {
    if (message.kind === 'done' || message.kind === 'subject' || message.kind === 'checked') resolve(message);
    else if (message.kind === 'failed') reject(new Error(message.message));
    else if (message.kind === 'ask') answerDns(worker, message, aborter.signal, resolver);
  };
  const onError = (error: Error & { code?: string }): void =>
    reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new TooCostly() : error);
  const onExit = (): void => reject(new Error('the mail reader exited'));
  worker.on('message', onMessage).on('error', onError).on('exit', onExit);
  worker.postMessage(task, 'raw' in task ? [task.raw.buffer as ArrayBuffer] : []);
  return promise.finally(() => {
    clearTimeout(timer);
    aborter.abort();
    worker.off('message', onMessage).off('error', onError).off('exit', onExit);
  });
}

function answerDns(
  worker: Worker,
  { id, name, type }: Extract<WorkerMessage, { kind: 'ask' }>,
  signal: AbortSignal,
  resolver: DNSResolver | undefined,
): void {
  const reply = (message: WorkerRequest): void => {
    if (!signal.aborted) worker.postMessage(message);
  };
  const failed = (error: NodeJS.ErrnoException): void =>
    reply({ kind: 'answer', id, message: error.message, ...(error.code ? { code: error.code } : {}) });
  if (!resolver) {
    failed(new Error('no DNS resolver'));
    return;
  }
  Promise.resolve()
    .then(() => resolver(name, type))
    .then((answer) => reply({ kind: 'answer', id, answer }), failed);
}

/**
 * Parses a mail in a worker thread, so that it cannot block this one. A mail that exceeds
 * `readLimits` returns the fault `too_costly` with its subject, if that can be read. `timeMs` is
 * for tests.
 */
export async function readInWorker(raw: Buffer, timeMs = readLimits.timeMs): Promise<MailReading> {
  const run = async (task: Exclude<WorkerRequest, { kind: 'answer' }>, limitMs: number) =>
    withWorker((worker) => runTask(worker, task, limitMs));
  try {
    const answer = await run({ kind: 'read', raw: Uint8Array.from(raw) }, timeMs);
    if (answer.kind === 'done') return answer.reading;
    throw new Error('unexpected result from the mail reader');
  } catch (error) {
    if (!(error instanceof TooCostly)) throw error;
    const start = Uint8Array.from(raw.subarray(0, 64 * 1024));
    const answer = await run({ kind: 'subject', raw: start }, readLimits.subjectTimeMs).catch(() => null);
    return { fault: 'too_costly', subject: answer?.kind === 'subject' ? answer.subject : '' };
  }
}

/** Checks who sent a mail, in a worker thread. Beyond the limits nothing is known of the sender. */
export async function checkInWorker(raw: Buffer, origin: MailOrigin, resolver?: DNSResolver): Promise<Authenticity> {
  const task = { kind: 'check' as const, raw: Uint8Array.from(raw), origin, asksDns: resolver !== undefined };
  try {
    const answer = await withWorker((worker) => runTask(worker, task, readLimits.timeMs, resolver));
    if (answer.kind === 'checked') return answer.authenticity;
    throw new Error('unexpected result from the mail reader');
  } catch (error) {
    if (!(error instanceof TooCostly)) throw error;
    return unknownAuthenticity('too costly');
  }
}
