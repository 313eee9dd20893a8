import { Client } from 'undici';

/** A request. `key`: the API key, if the server requires one. */
export type LoadRequest = { method?: 'GET' | 'POST'; path: string; body?: unknown; key?: string };

/**
 * Results of a load. Times are milliseconds of one unit of work, from its first request to its last
 * response; `bytes` is the mean response size; `firstError` the first error response.
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

/** The percentile of sorted times: the value below which `share` of them lie. */
export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))] ?? 0;

const rounded = (ms: number): number => Math.round(ms * 100) / 100;

/** Summarizes the times of units of work that finished within `seconds`. */
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

/** Sends a request on a persistent connection and reads the whole body. */
export async function send(client: Client, request: LoadRequest): Promise<{ status: number; body: Buffer }> {
  const answer = await client.request({
    method: request.method ?? 'GET',
    path: request.path,
    headers: {
      ...(request.key ? { authorization: `Bearer ${request.key}` } : {}),
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
  });
  return { status: answer.statusCode, body: Buffer.from(await answer.body.arrayBuffer()) };
}

/**
 * Sends units of work sequentially on each connection, after a second of warm-up, for the given
 * time and at least until one has finished. `next` returns the requests of a unit, which are sent
 * in order.
 */
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
  let responseCount = 0;
  let errorCount = 0;
  let firstError: string | null = null;
  const work = async (client: Client) => {
    for (let from = performance.now(); from < endAt || times.length === 0; from = performance.now()) {
      for (const request of next()) {
        const { status, body } = await send(client, request);
        byteCount += body.length;
        responseCount += 1;
        if (status < 400) continue;
        errorCount += 1;
        firstError ??= `${status} ${request.path} ${body.toString().slice(0, 200)}`;
      }
      const to = performance.now();
      if (from < startAt || (to > endAt && times.length > 0)) continue;
      times.push(to - from);
      endAt = Math.max(endAt, to);
    }
  };
  await Promise.all(clients.map(work));
  await Promise.all(clients.map((client) => client.close()));
  const bytes = Math.round(byteCount / Math.max(1, responseCount));
  return { ...summary(times, (endAt - startAt) / 1000), bytes, errorCount, firstError };
}
