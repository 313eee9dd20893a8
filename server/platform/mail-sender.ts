import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import type { Readable } from 'node:stream';
import type { Encryption } from '@crossdesk/contracts/mail-servers.ts';
import { createTransport } from 'nodemailer';
import { type PrivateAllowance, resolveOutgoingAddress } from './outgoing-address.ts';

export interface MailPerson {
  /** Empty if there is none. */
  name: string;
  address: string;
}

/** A mail to send. Only `text` and `html` may contain line breaks. */
export interface OutgoingMail {
  /** Without angle brackets, like all Message-IDs here. */
  messageId: string;
  from: MailPerson;
  to: MailPerson[];
  cc: MailPerson[];
  /** Only in the envelope, not in a header. */
  bcc: MailPerson[];
  /** Receives bounces; empty for the null sender of automatic replies (RFC 3834). */
  envelopeFrom: string;
  replyTo: MailPerson | null;
  subject: string;
  text: string;
  html: string | null;
  inReplyTo: string | null;
  /** Oldest first. */
  references: string[];
  /** Additional headers, such as Auto-Submitted; not those that have a field here. */
  headers: Record<string, string>;
  attachments: OutgoingAttachment[];
  date: Date;
}

export interface OutgoingAttachment {
  name: string;
  contentType: string;
  content: Readable | Buffer;
  /** Content-ID for inline display in the HTML, without angle brackets. */
  cid?: string;
}

export interface Delivery {
  accepted: string[];
  /** Recipients refused while others were accepted. */
  rejected: { address: string; response: string; isTemporary: boolean }[];
  /** The server's final response. */
  response: string;
}

/** The mail server accepted the mail for no recipient. */
export class MailRefused extends Error {
  /** Worth retrying: a 4xx response, an unreachable server or failed authentication. */
  isTemporary: boolean;
  /** SMTP code; null if the server did not respond. */
  responseCode: number | null;
  response: string | null;
  /** The responses for single recipients; empty if the server refused before naming any. */
  rejected: Delivery['rejected'];
  constructor(
    message: string,
    isTemporary: boolean,
    responseCode: number | null,
    response: string | null,
    rejected: Delivery['rejected'] = [],
    cause?: unknown,
  ) {
    super(message, { cause });
    this.rejected = rejected;
    this.name = 'MailRefused';
    this.isTemporary = isTemporary;
    this.responseCode = responseCode;
    this.response = response;
  }
}

export interface MailSender {
  /** Without a configured server, `send` and `verify` throw a temporary MailRefused. */
  isConfigured: boolean;
  /**
   * Sends a mail to all its recipients, or to `only` these of them; its headers name all. Throws
   * MailRefused if no recipient was accepted, Error if the mail is malformed.
   */
  send(mail: OutgoingMail, only?: readonly string[]): Promise<Delivery>;
  /**
   * Checks that the server can be reached and accepts our credentials. Throws MailRefused
   * otherwise.
   */
  verify(): Promise<void>;
  close(): void;
}

/**
 * Creates a mail sender. `smtpUrl` as in SMTP_URL: `smtp://user:password@host:587` or
 * `smtps://…:465`.
 */
export function createMailSender(smtpUrl: string | null, { timeoutMs }: { timeoutMs: number }): MailSender {
  if (smtpUrl === null) {
    const refuse = (): Promise<never> =>
      Promise.reject(new MailRefused('no outgoing mail server is configured', true, null, null));
    return { isConfigured: false, send: refuse, verify: refuse, close: () => undefined };
  }
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 3,
    maxMessages: 100,
    ...safeOptions(timeoutMs),
  });
  return {
    isConfigured: true,
    send: (mail, only) => sendThrough(transport, mail, only),
    async verify() {
      try {
        await transport.verify();
      } catch (error) {
        throw toMailRefused(error);
      }
    },
    close: () => transport.close(),
  };
}

const safeOptions = (timeoutMs: number) => ({
  connectionTimeout: timeoutMs,
  greetingTimeout: timeoutMs,
  // Longer than the others, so that a missing greeting is reported as such.
  socketTimeout: 2 * timeoutMs,
  dnsTimeout: timeoutMs,
  disableFileAccess: true,
  disableUrlAccess: true,
  logger: false,
});

type TransportMail = ReturnType<typeof toTransportMail>;
type Transport = {
  sendMail(mail: TransportMail): Promise<{
    accepted: (string | { address: string })[];
    rejectedErrors?: SmtpFailure[] | undefined;
    response: string;
  }>;
};

async function sendThrough(transport: Transport, mail: OutgoingMail, only?: readonly string[]): Promise<Delivery> {
  const message = toTransportMail(mail);
  if (only) message.envelope.to = message.envelope.to.filter((one) => only.includes(one));
  try {
    const sent = await transport.sendMail(message);
    return {
      accepted: sent.accepted.map(addressOf),
      rejected: (sent.rejectedErrors ?? []).map(toRejection),
      response: sent.response.slice(0, 1_000),
    };
  } catch (error) {
    throw toMailRefused(error);
  }
}

/** An outgoing server set by an administrator. Without `password` and `accessToken` no sign-in. */
export interface SmtpServer {
  host: string;
  port: number;
  encryption: Encryption;
  user: string;
  password?: string;
  /** An OAuth access token; a new one if the server refused the last. */
  accessToken?: (isRefused: boolean) => Promise<string>;
}

/**
 * Creates a mail sender for a server set by an administrator. Each mail uses its own connection.
 * Sending to a server in a private network that the operator has not allowed fails.
 */
export function createServerSender(
  server: SmtpServer,
  { timeoutMs, allowance }: { timeoutMs: number; allowance: PrivateAllowance },
): MailSender {
  const connect = async (isTokenRefused: boolean) => {
    const { host, port, encryption, user, password, accessToken } = server;
    const auth = accessToken
      ? { type: 'OAuth2' as const, user, accessToken: await accessToken(isTokenRefused) }
      : password === undefined
        ? undefined
        : { user, pass: password };
    return createTransport({
      host: await resolveOutgoingAddress(host, allowance),
      port,
      secure: encryption === 'tls',
      requireTLS: encryption === 'starttls',
      ...(isIP(host) === 0 ? { servername: host, tls: { servername: host } } : {}),
      ...(auth ? { auth, forceAuth: true } : {}),
      ...safeOptions(timeoutMs),
    });
  };
  const run = async <T>(work: (transport: Awaited<ReturnType<typeof connect>>) => Promise<T>): Promise<T> => {
    for (let isTokenRefused = false; ; isTokenRefused = true) {
      const transport = await connect(isTokenRefused).catch((error: unknown) => {
        throw toMailRefused(error);
      });
      try {
        return await work(transport);
      } catch (error) {
        const refused = toMailRefused(error);
        const canRenew = server.accessToken && !isTokenRefused && isSignInRefused(refused);
        if (!canRenew) throw refused;
      } finally {
        transport.close();
      }
    }
  };
  return {
    isConfigured: true,
    send: (mail, only) => run((transport) => sendThrough(transport, mail, only)),
    verify: () => run(async (transport) => void (await transport.verify())),
    close: () => undefined,
  };
}

const isSignInRefused = ({ cause }: MailRefused): boolean =>
  cause instanceof Error && 'code' in cause && cause.code === 'EAUTH';

/** The bytes that are sent for a mail, always the same for the same mail and date. */
export async function composeBytes(mail: OutgoingMail): Promise<Buffer> {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows', ...safeOptions(0) });
  const { message } = await composer.sendMail(toTransportMail(mail));
  if (!Buffer.isBuffer(message)) throw new Error('the mail was not composed');
  return message;
}

function addressOf(recipient: string | { address: string }): string {
  return typeof recipient === 'string' ? recipient : recipient.address;
}

interface SmtpFailure {
  message: string;
  recipient?: string | undefined;
  rejectedErrors?: SmtpFailure[] | undefined;
  code?: string | undefined;
  responseCode?: number | undefined;
  response?: string | undefined;
}

function isTemporary({ code, responseCode }: SmtpFailure): boolean {
  if (code === 'EAUTH' || code === 'ENOAUTH') return true;
  if (responseCode !== undefined) return responseCode < 500;
  return code !== 'EENVELOPE' && code !== 'EMESSAGE';
}

const toRejection = (error: SmtpFailure): Delivery['rejected'][number] => ({
  address: error.recipient ?? '',
  response: (error.response ?? error.message).slice(0, 1_000),
  isTemporary: isTemporary(error),
});

function toMailRefused(error: unknown): MailRefused {
  if (error instanceof MailRefused) return error;
  const failure: SmtpFailure = error instanceof Error ? error : { message: 'sending failed' };
  const response = failure.response?.slice(0, 1_000) ?? null;
  const rejected = (failure.rejectedErrors ?? []).map(toRejection);
  return new MailRefused(
    failure.message.slice(0, 1_000),
    rejected.some((one) => one.isTemporary) || isTemporary(failure),
    failure.responseCode ?? null,
    response,
    rejected,
    error,
  );
}

const reservedHeaders = new Set(
  `from to cc bcc sender reply-to subject date message-id in-reply-to references mime-version content-type
  content-transfer-encoding content-disposition return-path dkim-signature`.split(/\s+/),
);

/** Checks that a header value is one line. A line break or NUL would allow header injection. */
function line(text: string, field: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are rejected
  if (/[\u0000\r\n\u0085\u2028\u2029]/.test(text)) throw new Error(`the ${field} of a mail contains a line break`);
  return text.toWellFormed();
}

function address(text: string, field: string): string {
  const plain = line(text, field);
  if (!/^[^\s<>,;:"]+@[^\s<>,;:"@]+$/.test(plain)) throw new Error(`the ${field} of a mail is no address`);
  return plain;
}

function person({ name, address: text }: MailPerson, field: string) {
  return { name: line(name, field), address: address(text, field) };
}

function id(text: string, field: string): string {
  if (!/^[^\s<>]{1,998}$/.test(line(text, field))) throw new Error(`the ${field} of a mail is no Message-ID`);
  return `<${text}>`;
}

function toTransportMail(mail: OutgoingMail) {
  const recipients = [...mail.to, ...mail.cc, ...mail.bcc].map((one) => address(one.address, 'recipient'));
  for (const [name, value] of Object.entries(mail.headers)) {
    if (!/^[A-Za-z0-9-]{1,76}$/.test(name) || reservedHeaders.has(name.toLowerCase()))
      throw new Error(`the header ${name} cannot be set`);
    line(value, name);
  }
  return {
    messageId: id(mail.messageId, 'Message-ID'),
    from: person(mail.from, 'From'),
    to: mail.to.map((one) => person(one, 'To')),
    cc: mail.cc.map((one) => person(one, 'Cc')),
    replyTo: mail.replyTo === null ? undefined : person(mail.replyTo, 'Reply-To'),
    envelope: {
      from: mail.envelopeFrom === '' ? '' : address(mail.envelopeFrom, 'envelope sender'),
      to: [...new Set(recipients)],
    },
    subject: line(mail.subject, 'Subject'),
    text: mail.text.toWellFormed().replaceAll('\0', ''),
    html: mail.html?.toWellFormed().replaceAll('\0', '') ?? undefined,
    inReplyTo: mail.inReplyTo === null ? undefined : id(mail.inReplyTo, 'In-Reply-To'),
    references: mail.references.map((reference) => id(reference, 'References')),
    headers: mail.headers,
    // Without a fixed boundary, the copy in the Sent folder would differ from the sent mail.
    baseBoundary: createHash('sha256').update(mail.messageId).digest('hex').slice(0, 32),
    date: mail.date,
    attachments: mail.attachments.map(({ name, contentType, content, cid }) => ({
      filename: line(name, 'attachment name'),
      contentType: line(contentType, 'attachment type'),
      content,
      ...(cid === undefined ? {} : { cid: id(cid, 'Content-ID').slice(1, -1), contentDisposition: 'inline' as const }),
    })),
  };
}
