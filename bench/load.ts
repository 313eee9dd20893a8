import { Client } from 'undici';

/** One request. `key`: the API key of whoever asks; none for a server that asks for none. */
export type LoadRequest = { method?: 'GET' | 'POST'; path: string; body?: unknown; key?: string };

/**
 * What a load gave. Times are milliseconds of one unit of work, from its first request to its last answer, `bytes` the mean
 * length of an answer. `firstError`: the first answer that was an error.
 */
export type Load = {
  count: number;
  perSecond: number;
  p50: number;
  p95: number;
  p99: number;
  bytes: number;
  errorCount: number;
  firstError: string | null;
};

/** The value below which `share` of the sorted times lie. */
export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))] ?? 0;

const rounded = (ms: number): number => Math.round(ms * 100) / 100;

/** Times of units of work that came to an end within `seconds`. */
export function summary(times: number[], seconds: number): Pick<Load, 'count' | 'perSecond' | 'p50' | 'p95' | 'p99'> {
  const sorted = times.toSorted((a, b) => a - b);
  return {
    count: sorted.length,
    perSecond: rounded(sorted.length / seconds),
    p50: rounded(percentile(sorted, 0.5)),
    p95: rounded(percentile(sorted, 0.95)),
    p99: rounded(percentile(sorted, 0.99)),
  };
}

/** One request on a connection kept open; the body is read whole. */
export async function send(client: Client, ask: LoadRequest): Promise<{ status: number; body: Buffer }> {
  const answer = await client.request({
    method: ask.method ?? 'GET',
    path: ask.path,
    headers: {
      ...(ask.key ? { authorization: `Bearer ${ask.key}` } : {}),
      ...(ask.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(ask.body === undefined ? {} : { body: JSON.stringify(ask.body) }),
  });
  return { status: answer.statusCode, body: Buffer.from(await answer.body.arrayBuffer()) };
}

/** Sends one unit of work after the other on each connection, a second to warm up first, and longer than asked until one has come to its end. `next` gives the requests of a unit, to be sent in turn. */
export async function load(
  url: string,
  options: { connections: number; seconds: number; warmUpSeconds?: number },
  next: () => readonly LoadRequest[],
): Promise<Load> {
  const clients = Array.from({ length: options.connections }, () => new Client(url, { pipelining: 1 }));
  const startAt = performance.now() + (options.warmUpSeconds ?? 1) * 1000;
  let endAt = startAt + options.seconds * 1000;
  const times: number[] = [];
  let byteCount = 0;
  let answerCount = 0;
  let errorCount = 0;
  let firstError: string | null = null;
  const work = async (client: Client) => {
    for (let from = performance.now(); from < endAt || times.length === 0; from = performance.now()) {
      for (const ask of next()) {
        const { status, body } = await send(client, ask);
        byteCount += body.length;
        answerCount += 1;
        if (status < 400) continue;
        errorCount += 1;
        firstError ??= `${status} ${ask.path} ${body.toString().slice(0, 200)}`;
      }
      const to = performance.now();
      if (from < startAt || (to > endAt && times.length > 0)) continue;
      times.push(to - from);
      endAt = Math.max(endAt, to);
    }
  };
  await Promise.all(clients.map(work));
  await Promise.all(clients.map((client) => client.close()));
  const bytes = Math.round(byteCount / Math.max(1, answerCount));
  return { ...summary(times, (endAt - startAt) / 1000), bytes, errorCount, firstError };
}
