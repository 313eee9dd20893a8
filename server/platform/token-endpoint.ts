import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { isConnectionAllowed, type PrivateAllowance, resolveOutgoingAddress } from './outgoing-address.ts';

const maxBytes = 256 * 1024;

export type TokenAnswer = { status: number; body: Record<string, unknown> };

/**
 * Posts a form to the token endpoint of an OAuth provider (RFC 6749 section 4.1.3) and reads the
 * JSON answer. Follows no redirects. Without TLS only in private networks that the operator
 * allows. Throws PrivateAddressError, and errors of the network.
 */
export async function postForm(
  url: string,
  fields: Record<string, string>,
  { allowance, timeoutMs }: { allowance: PrivateAllowance; timeoutMs: number },
): Promise<TokenAnswer> {
  const target = new URL(url);
  const host = target.hostname.replace(/^\[|\]$/g, '');
  const address = await resolveOutgoingAddress(host, allowance);
  const isTls = target.protocol === 'https:';
  if (!isTls && isConnectionAllowed(address, [])) throw new Error(`${target.origin} has to use https`);
  const form = new URLSearchParams(fields).toString();
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = (isTls ? httpsRequest : httpRequest)(
      {
        host: address,
        port: target.port || (isTls ? 443 : 80),
        path: `${target.pathname}${target.search}`,
        method: 'POST',
        headers: {
          host: target.host,
          accept: 'application/json',
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': Buffer.byteLength(form),
        },
        ...(isTls && isIP(host) === 0 ? { servername: host } : {}),
        signal: AbortSignal.timeout(timeoutMs),
      },
      resolve,
    );
    request.on('error', reject);
    request.end(form);
  });
  const chunks: Buffer[] = [];
  let byteCount = 0;
  for await (const chunk of response) {
    byteCount += chunk.length;
    if (byteCount > maxBytes) throw new Error(`${target.origin} sent too long an answer`);
    chunks.push(chunk);
  }
  return { status: response.statusCode ?? 0, body: parseObject(Buffer.concat(chunks).toString('utf8')) };
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
