import { describe, expect, test } from 'vitest';
import { ConnectionError, connectionProblem } from './connection-error.ts';
import { MailRefused } from './mail-sender.ts';
import { PrivateAddressError } from './outgoing-address.ts';

const failed = (message: string, fields: object) => Object.assign(new Error(message), fields);

describe('what is wrong with a connection', () => {
  test.each([
    ['host_not_found', failed('getaddrinfo ENOTFOUND x', { code: 'ENOTFOUND' }), null],
    ['host_not_found', failed('queryA', { code: 'EDNS', originalCode: 'ENOTFOUND' }), null],
    ['connection_refused', failed('connect', { code: 'ESOCKET', originalCode: 'ECONNREFUSED' }), null],
    ['connection_refused', new AggregateError([failed('connect', { code: 'ECONNREFUSED' })]), null],
    ['unreachable', failed('connect', { code: 'EHOSTUNREACH' }), null],
    ['no_answer', failed('timeout', { code: 'CONNECT_TIMEOUT' }), null],
    ['no_answer', failed('timeout', { code: 'ETIMEDOUT', timeoutType: 'CONNECT_TIMEOUT' }), null],
    ['tls_expected', failed('no greeting', { code: 'GREETING_TIMEOUT' }), null],
    ['tls_expected', failed('timeout', { code: 'ETIMEDOUT', timeoutType: 'GREETING_TIMEOUT' }), null],
    ['tls_not_offered', failed('SSL routines::wrong version number', { code: 'ERR_SSL_WRONG_VERSION_NUMBER' }), null],
    ['tls_not_offered', failed('Server does not support STARTTLS', { tlsFailed: true }), null],
    ['tls_not_offered', failed('Error upgrading connection with STARTTLS', { code: 'ETLS' }), null],
    [
      'certificate_not_trusted',
      failed('self-signed certificate', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
      /self-signed/,
    ],
    ['certificate_not_trusted', failed('expired', { code: 'ESOCKET', originalCode: 'CERT_HAS_EXPIRED' }), 'expired'],
    ['sign_in_refused', failed('Command failed', { authenticationFailed: true, responseText: 'Invalid' }), 'Invalid'],
    ['sign_in_refused', failed('Invalid login', { code: 'EAUTH', response: '535 5.7.8 no' }), '535 5.7.8 no'],
    ['encryption_required', failed('Login is disabled', { authenticationFailed: true }), null],
    ['encryption_required', failed('Invalid login', { code: 'EAUTH', response: '538 5.7.11 encrypt' }), /538/],
    [
      'encryption_required',
      failed('Command failed', { authenticationFailed: true, serverResponseCode: 'PRIVACYREQUIRED' }),
      null,
    ],
    ['busy', failed('Command failed', { authenticationFailed: true, serverResponseCode: 'UNAVAILABLE' }), null],
    ['busy', failed('closed', { code: 'ECONNECTION', response: '421 too many connections' }), /421/],
    ['connection_lost', failed('Unexpected close', { code: 'ClosedAfterConnectText' }), null],
    ['server_refused', failed('Command failed', { responseStatus: 'NO', responseText: 'not today' }), 'not today'],
    ['unknown', failed('Command failed', { responseStatus: 'NO' }), null],
    ['private_address', new PrivateAddressError('localhost'), null],
    ['access_revoked', new ConnectionError('access_revoked'), null],
    ['no_outgoing_server', new MailRefused('no server', true, null, null), null],
    ['connection_refused', new MailRefused('x', true, null, null, [], failed('x', { code: 'ECONNREFUSED' })), null],
  ])('%s', (code, error, detail) => {
    const found = connectionProblem(error);
    expect(found.code).toBe(code);
    if (detail === null) expect(found.detail).toBeNull();
    else expect(found.detail).toMatch(detail);
  });
});
