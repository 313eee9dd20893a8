import { isIP } from 'node:net';
import type { Encryption } from '@crossdesk/contracts/mail-servers.ts';
import { ImapFlow } from 'imapflow';
import { ConnectionError } from '../../platform/connection-error.ts';
import type { Log } from '../../platform/log.ts';
import { type PrivateAllowance, resolveOutgoingAddress } from '../../platform/outgoing-address.ts';

export interface ImapAccount {
  host: string;
  port: number;
  encryption: Encryption;
  user: string;
  password?: string;
  /** An OAuth access token; a new one if the server refused the last. */
  accessToken?: (isRefused: boolean) => Promise<string>;
}

export interface ImapOptions {
  log: Pick<Log, 'info' | 'warn' | 'error'>;
  /** Closes the connection. */
  signal: AbortSignal;
  /** Private networks that the operator allows. */
  allowance: PrivateAllowance;
  /** Idle timeout of the connection; 60 seconds by default. */
  timeoutMs?: number;
  /** Size of the largest mail that is read. */
  maxBytes?: number;
}

/**
 * Connects and signs in. The caller closes the connection. An access token that the server refuses
 * is renewed once. Throws PrivateAddress for a server in a private network that the operator has
 * not allowed.
 */
export async function openImap(account: ImapAccount, options: ImapOptions): Promise<ImapFlow> {
  for (let isTokenRefused = false; ; isTokenRefused = true) {
    options.signal.throwIfAborted();
    const client = await createClient(account, options, isTokenRefused);
    const abort = (): void => client.close();
    options.signal.addEventListener('abort', abort, { once: true });
    client.once('close', () => options.signal.removeEventListener('abort', abort));
    try {
      await client.connect();
      return client;
    } catch (error) {
      client.close();
      const isRefused =
        error instanceof Error && 'authenticationFailed' in error && error.authenticationFailed === true;
      if (!isRefused || !account.accessToken || isTokenRefused) throw error;
    }
  }
}

async function createClient(
  { host, port, encryption, user, password, accessToken }: ImapAccount,
  { log, allowance, timeoutMs = 60_000, maxBytes = 1024 * 1024 }: ImapOptions,
  isTokenRefused: boolean,
): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: await resolveOutgoingAddress(host, allowance),
    ...(isIP(host) === 0 ? { servername: host } : {}),
    port,
    secure: encryption === 'tls',
    ...(encryption === 'starttls' ? { doSTARTTLS: true } : {}),
    auth: accessToken ? { user, accessToken: await accessToken(isTokenRefused) } : { user, pass: password ?? '' },
    logger: false,
    disableAutoIdle: true,
    // Providers end an IDLE after about half an hour, and routers forget quiet connections earlier.
    maxIdleTime: 4 * 60_000,
    connectionTimeout: timeoutMs,
    // Shorter than the next, so that a missing greeting is reported as such.
    greetingTimeout: timeoutMs / 2,
    socketTimeout: timeoutMs,
    maxLineLength: 8 * 1024 * 1024,
    maxLiteralSize: maxBytes + 1024 * 1024,
    maxResponseSize: maxBytes + 16 * 1024 * 1024,
  });
  // A lost connection also rejects the current command. Without a listener the event would end the
  // process.
  client.on('error', (error) => log.warn({ err: error, host }, 'mailbox connection failed'));
  return client;
}

/** Opens a folder without changing it. Throws ConnectionError if it does not exist. */
export async function openFolder(client: ImapFlow, folder: string): Promise<void> {
  try {
    await client.mailboxOpen(folder, { readOnly: true });
  } catch (error) {
    if (error instanceof Error && 'responseStatus' in error && error.responseStatus === 'NO')
      throw new ConnectionError('folder_not_found', folder, error);
    throw error;
  }
}

/** Ends a connection politely if it still works. */
export async function closeImap(client: ImapFlow, signal: AbortSignal): Promise<void> {
  if (client.usable && !signal.aborted) await client.logout().catch(() => client.close());
  else client.close();
}
