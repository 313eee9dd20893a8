import type { FastifyRequest } from 'fastify';

/** How long a client may take to send a request, in milliseconds. */
export type RequestTimeouts = { headersMs: number; bodyMs: number; uploadMs: number };

export const requestTimeouts: RequestTimeouts = { headersMs: 30_000, bodyMs: 60_000, uploadMs: 15 * 60_000 };

const timeoutResponse = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

/**
 * Ends the connection with 408 if the body does not arrive in time. Uploads are limited by the
 * server timeout instead.
 */
export function limitBodyTime({ raw, headers }: FastifyRequest, bodyMs: number): void {
  const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
  if (!hasBody || raw.complete || /^multipart\//i.test(headers['content-type'] ?? '')) return;
  const timer = setTimeout(() => {
    if (!raw.complete && raw.socket?.writable) raw.socket.end(timeoutResponse, () => raw.destroy());
  }, bodyMs);
  const stop = () => clearTimeout(timer);
  raw.once('end', stop).once('close', stop);
}
