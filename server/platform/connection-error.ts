import {
  type ConnectionErrorCode,
  type ConnectionProblem,
  connectionErrors,
} from '@crossdesk/contracts/mail-servers.ts';
import { MailRefused } from './mail-sender.ts';
import { PrivateAddressError } from './outgoing-address.ts';

/** A connection failed for a reason that our own code recognized. */
export class ConnectionError extends Error {
  code: ConnectionErrorCode;
  detail: string | null;
  constructor(code: ConnectionErrorCode, detail: string | null = null, cause?: unknown) {
    super(connectionErrors[code], { cause });
    this.name = 'ConnectionError';
    this.code = code;
    this.detail = detail;
  }
}

/** The fields that Node, the IMAP and the SMTP library set on their errors. */
interface LibraryError extends Error {
  code?: string;
  /** The system's code, where the SMTP library replaced it. */
  originalCode?: string;
  timeoutType?: string;
  authenticationFailed?: boolean;
  tlsFailed?: boolean;
  responseStatus?: string;
  responseText?: string;
  serverResponseCode?: string;
  /** The last words of a server that closed the connection. */
  reason?: string;
  response?: unknown;
  responseCode?: number;
  oauthError?: unknown;
}

const systemCodes: Record<string, ConnectionErrorCode> = {
  ENOTFOUND: 'host_not_found',
  EAI_AGAIN: 'host_not_found',
  EAI_NODATA: 'host_not_found',
  EDNS: 'host_not_found',
  ECONNREFUSED: 'connection_refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ETIMEDOUT: 'no_answer',
  ETIMEOUT: 'no_answer',
  CONNECT_TIMEOUT: 'no_answer',
  UPGRADE_TIMEOUT: 'no_answer',
  ECONNRESET: 'connection_lost',
  EPIPE: 'connection_lost',
  ECONNECTION: 'connection_lost',
  NoConnection: 'connection_lost',
  EConnectionClosed: 'connection_lost',
  ClosedAfterConnectText: 'connection_lost',
  ClosedAfterConnectTLS: 'connection_lost',
  ETHROTTLE: 'busy',
};

const certificateCode =
  /^(?:CERT_|ERR_TLS_CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(?:GET_ISSUER|VERIFY|DECODE)|INVALID_CA|HOSTNAME_MISMATCH)/;
const notTls = /wrong version number|packet length too long|unknown protocol|record layer|http request/i;

/** Response codes of RFC 5530 and of RFC 3463 that say why a sign-in failed. */
const temporaryResponse = /^(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG|CONTACTADMIN)$/;

/** The server's own words in an error, without the library's prefix; null if it sent none. */
function serverWords(error: LibraryError): string | null {
  if (notTls.test(error.message)) return null;
  const text =
    error.responseText ?? (typeof error.response === 'string' ? error.response : undefined) ?? error.reason ?? '';
  return text.trim().slice(0, 300) || null;
}

function codeOf(error: LibraryError): ConnectionErrorCode {
  const codes = [error.originalCode, error.code].filter((one) => one !== undefined);
  if (codes.some((one) => certificateCode.test(one))) return 'certificate_not_trusted';
  if (/self.signed certificate|certificate has expired|altnames/i.test(error.message)) return 'certificate_not_trusted';
  if (notTls.test(error.message)) return 'tls_not_offered';
  if (/STARTTLS/.test(error.message) && (error.tlsFailed || error.code === 'ETLS' || error.code === 'ECONNECTION'))
    return 'tls_not_offered';
  if (error.code === 'GREETING_TIMEOUT' || error.timeoutType === 'GREETING_TIMEOUT') return 'tls_expected';
  const words = `${error.serverResponseCode ?? ''} ${serverWords(error) ?? ''}`;
  if (error.authenticationFailed || error.code === 'EAUTH') {
    if (
      /PRIVACYREQUIRED|Login is disabled|^\s*53[08][ -]|5\.7\.1[01]|must issue a STARTTLS/i.test(
        `${words} ${error.message}`,
      )
    )
      return 'encryption_required';
    if (temporaryResponse.test(error.serverResponseCode ?? '') || /^\s*4\d\d[ -]/.test(words)) return 'busy';
    return 'sign_in_refused';
  }
  for (const code of codes) {
    const known = systemCodes[code];
    if (known) return known === 'connection_lost' && /^\s*4\d\d[ -]/.test(words) ? 'busy' : known;
  }
  return serverWords(error) ? 'server_refused' : 'unknown';
}

/**
 * What is wrong with the connection to a mail server, for people. The library's own messages, such
 * as "Command failed", are not shown.
 */
export function connectionProblem(error: unknown): ConnectionProblem {
  if (error instanceof ConnectionError) return { code: error.code, detail: error.detail };
  if (error instanceof PrivateAddressError) return { code: 'private_address', detail: null };
  if (error instanceof MailRefused && error.cause !== undefined) return connectionProblem(error.cause);
  if (error instanceof MailRefused && error.responseCode === null) return { code: 'no_outgoing_server', detail: null };
  if (error instanceof AggregateError && error.errors.length > 0) return connectionProblem(error.errors[0]);
  if (!(error instanceof Error)) return { code: 'unknown', detail: null };
  const code = codeOf(error);
  const own = code === 'certificate_not_trusted' || code === 'unknown' ? error.message.slice(0, 300) : null;
  return { code, detail: serverWords(error) ?? (own === 'Command failed' ? null : own) };
}
