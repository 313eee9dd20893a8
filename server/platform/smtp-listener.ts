import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import type { SMTPServerSession } from 'smtp-server';
import { SMTPServer } from 'smtp-server';
import type { Log } from './log.ts';

/** Whether mail for an address is accepted: yes, never (unknown, 550), or maybe later (451). */
export type Acceptance = 'yes' | 'unknown' | 'later';

/** Sender and recipients of the SMTP transaction, which may differ from the headers. */
export interface SmtpEnvelope {
  /** Empty for the null sender of bounces and automatic replies. */
  from: string;
  /** One to 100, each accepted. */
  to: string[];
  remoteAddress: string;
  /** The name the client sent in HELO; untrusted. */
  helo: string;
}

export interface SmtpListenerOptions {
  host: string;
  /** 0 for any free port. */
  port: number;
  /** Advertised as SIZE (RFC 1870) and enforced while receiving. */
  maxBytes: number;
  /** Server name in the greeting. */
  name: string;
  log: Pick<Log, 'info' | 'warn' | 'error'>;
  accepts(address: string, session: { remoteAddress: string; from: string }): Promise<Acceptance>;
  /**
   * Stores the mail durably. The client gets 250 only after this resolves; a rejection becomes 451,
   * so that the client retries. The stream fails if the client disconnects or the mail is too
   * large; partially written data must then be discarded.
   */
  store(raw: Readable, envelope: SmtpEnvelope): Promise<void>;
  /** PEM key and certificate for STARTTLS, which is not offered without them. */
  tls?: { key: string; cert: string };
  maxClients: number;
  /** Idle clients are disconnected after this time; default one minute. */
  idleTimeoutMs?: number;
}

export interface SmtpListener {
  port: number;
  /** Accepts no new clients and waits up to ten seconds for current ones to finish. */
  close(): Promise<void>;
}

const MAX_RECIPIENTS = 100;
const MESSAGE_DEADLINE_MS = 10 * 60_000;

class Refusal extends Error {
  responseCode: number;
  constructor(responseCode: number, message: string) {
    super(message);
    this.responseCode = responseCode;
  }
}

const tooLarge = (maxBytes: number): Refusal =>
  new Refusal(552, `Message exceeds the maximum size of ${maxBytes} bytes`);
const tryLater = (): Refusal => new Refusal(451, 'Temporarily unable to accept mail, please try again later');

/**
 * Receives mail from other servers (RFC 5321). No relaying and no authentication: accepts only what
 * `accepts` allows.
 */
export async function startSmtpListener(options: SmtpListenerOptions): Promise<SmtpListener> {
  const { log, maxBytes } = options;
  const server = new SMTPServer({
    name: options.name,
    banner: 'Crossdesk',
    size: maxBytes,
    key: options.tls?.key,
    cert: options.tls?.cert,
    disabledCommands: options.tls ? ['AUTH'] : ['AUTH', 'STARTTLS'],
    authOptional: true,
    disableReverseLookup: true,
    maxClients: options.maxClients,
    maxRecipients: MAX_RECIPIENTS,
    maxCommandLength: 2_048,
    socketTimeout: options.idleTimeoutMs ?? 60_000,
    closeTimeout: 10_000,
    logger: false,
    onConnect(session, done) {
      done(hasTooManyConnections(session) ? new Refusal(421, 'Too many connections from your address') : null);
    },
    onRcptTo({ address }, session, done) {
      options.accepts(address, { remoteAddress: session.remoteAddress, from: senderOf(session) }).then(
        (answer) =>
          done(answer === 'yes' ? null : answer === 'later' ? tryLater() : new Refusal(550, 'No such address here')),
        (error: unknown) => {
          log.error({ err: error, address }, 'could not check whether an address accepts mail');
          done(tryLater());
        },
      );
    },
    onData(stream, session, done) {
      receiveMessage(stream, session).then(
        () => done(null, 'Stored'),
        (error: unknown) => {
          if (!(error instanceof Refusal))
            log.warn({ err: error, from: senderOf(session) }, 'mail temporarily refused');
          done(error instanceof Refusal ? error : tryLater());
        },
      );
    },
  });

  /** Whether an external address has more than a quarter of the connections. */
  function hasTooManyConnections(session: SMTPServerSession): boolean {
    if (/^(?:::ffff:)?127\.|^::1$/.test(session.remoteAddress)) return false;
    let count = 0;
    for (const connection of server.connections) if (connection.remoteAddress === session.remoteAddress) count += 1;
    return count > Math.max(4, Math.ceil(options.maxClients / 4));
  }

  function disconnect(session: SMTPServerSession): void {
    for (const connection of server.connections) if (connection.session === session) connection._socket.destroy();
  }

  async function receiveMessage(stream: Readable, session: SMTPServerSession): Promise<void> {
    const bounded = limitSize(stream, maxBytes, () => disconnect(session));
    const deadline = setTimeout(() => disconnect(session), MESSAGE_DEADLINE_MS);
    try {
      await options.store(bounded, {
        from: senderOf(session),
        to: session.envelope.rcptTo.map(({ address }) => address),
        remoteAddress: session.remoteAddress.replace(/^::ffff:/i, ''),
        helo: session.hostNameAppearsAs || '',
      });
      // A store that resolves before reading everything has not stored everything.
      if (!bounded.readableEnded) throw new Error('the mail was not read completely');
    } catch (error) {
      throw bounded.errored instanceof Refusal ? bounded.errored : error;
    } finally {
      clearTimeout(deadline);
      // The rest must be read, or the client does not receive the response.
      stream.unpipe(bounded);
      bounded.destroy();
      stream.resume();
    }
  }

  server.on('error', (error) => log.warn({ err: error }, 'mail connection failed'));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function senderOf(session: SMTPServerSession): string {
  return session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address;
}

/**
 * Passes the mail through up to the limit, then fails and discards the rest. A client that keeps
 * sending is disconnected.
 */
function limitSize(stream: Readable, maxBytes: number, disconnect: () => void): Transform {
  let byteCount = 0;
  stream.on('data', (chunk: Buffer) => {
    byteCount += chunk.length;
    if (byteCount > maxBytes * 2 + 1_000_000) disconnect();
  });
  const bounded = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (byteCount > maxBytes) done(tooLarge(maxBytes));
      else done(null, chunk);
    },
  });
  stream.on('error', (error) => bounded.destroy(error));
  // Without a listener an unhandled error would end the process.
  bounded.on('error', () => stream.resume());
  stream.pipe(bounded);
  return bounded;
}
