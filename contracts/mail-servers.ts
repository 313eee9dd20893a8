import { type Static, Type } from 'typebox';
import { Nullable } from './scalars.ts';

const exact = { additionalProperties: false } as const;

/**
 * tls: encrypted from the start. starttls: encrypted with STARTTLS, or not used at all. none:
 * encrypted only if the server offers STARTTLS.
 */
export const encryptions = ['tls', 'starttls', 'none'] as const;
export type Encryption = (typeof encryptions)[number];

/** none: the server asks for no sign-in, such as a relay in the same network. */
export const signInMethods = ['password', 'oauth', 'none'] as const;

const server = {
  host: Type.String({ minLength: 1, maxLength: 253 }),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  encryption: Type.Enum(encryptions),
};
const user = Type.String({ minLength: 1, maxLength: 254 });
const password = Type.Optional(Type.String({ minLength: 1, maxLength: 500 }));

/** An IMAP server that is read for new mail. The password is write-only. */
export const ImapWrite = Type.Object(
  {
    ...server,
    user,
    /** By default a password. */
    signIn: Type.Optional(Type.Enum(['password', 'oauth'])),
    password,
    folder: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  },
  exact,
);
export type ImapWrite = Static<typeof ImapWrite>;

export const Imap = Type.Object({
  ...server,
  user: Type.String(),
  signIn: Type.Enum(['password', 'oauth']),
  folder: Type.String(),
});
export type Imap = Static<typeof Imap>;

/** An SMTP server that sends the mail of one mailbox. The password is write-only. */
export const SmtpWrite = Type.Object(
  { ...server, user: Type.Optional(user), signIn: Type.Optional(Type.Enum(signInMethods)), password },
  exact,
);
export type SmtpWrite = Static<typeof SmtpWrite>;

/** `user` is empty without sign-in. */
export const Smtp = Type.Object({ ...server, user: Type.String(), signIn: Type.Enum(signInMethods) });
export type Smtp = Static<typeof Smtp>;

export const oauthProviders = ['google', 'microsoft', 'custom'] as const;

/**
 * The registration of this help desk with an OAuth provider. `tenant` is for Microsoft only; the
 * URLs and scopes are for `custom` only. The client secret is write-only.
 */
export const OAuthWrite = Type.Object(
  {
    provider: Type.Enum(oauthProviders),
    clientId: Type.String({ minLength: 1, maxLength: 300 }),
    clientSecret: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
    tenant: Type.Optional(Type.String({ minLength: 1, maxLength: 100, pattern: '^[A-Za-z0-9.-]+$' })),
    authorizationUrl: Type.Optional(Type.String({ minLength: 1, maxLength: 500, pattern: '^https?://' })),
    tokenUrl: Type.Optional(Type.String({ minLength: 1, maxLength: 500, pattern: '^https?://' })),
    scopes: Type.Optional(Type.String({ minLength: 1, maxLength: 1000, pattern: '^[\\x21-\\x7e ]+$' })),
  },
  exact,
);
export type OAuthWrite = Static<typeof OAuthWrite>;

/** consent_needed: nobody has consented yet. revoked: the provider ended the consent. */
export const OAuth = Type.Object({
  provider: Type.Enum(oauthProviders),
  clientId: Type.String(),
  tenant: Nullable(Type.String()),
  authorizationUrl: Type.String(),
  tokenUrl: Type.String(),
  scopes: Type.String(),
  state: Type.Enum(['consent_needed', 'connected', 'revoked']),
});
export type OAuth = Static<typeof OAuth>;

type Server = { host: string; port: number; encryption: Encryption; user?: string };

/**
 * Whether a stored password or OAuth consent may be used with changed settings. It may only be sent
 * to the server and user it was entered for, and never with less encryption. Otherwise someone who
 * cannot read it could have it sent to a server of their own.
 */
export const canReusePassword = (before: Server, after: Server): boolean =>
  before.host.toLowerCase() === after.host.toLowerCase() &&
  before.port === after.port &&
  (before.user ?? '') === (after.user ?? '') &&
  (after.encryption === before.encryption || before.encryption === 'none');

/**
 * What is wrong with the connection to a mail server. tls_expected: the server did not greet an
 * unencrypted connection. encryption_required: it allows no sign-in without encryption.
 * secret_unreadable: the stored password was encrypted by another installation.
 */
export const connectionErrors = {
  sign_in_refused: 'The server refused the user name or password.',
  host_not_found: 'There is no server with this name.',
  connection_refused: 'The server refused the connection on this port.',
  unreachable: 'The server cannot be reached from here.',
  no_answer: 'The server did not answer in time.',
  connection_lost: 'The server closed the connection.',
  certificate_not_trusted: "The server's certificate is not trusted.",
  tls_expected: 'The server sent no greeting. It probably expects TLS on this port.',
  tls_not_offered: 'The server does not offer TLS on this port.',
  encryption_required: 'The server allows sign-in only over an encrypted connection.',
  folder_not_found: 'The folder does not exist.',
  sent_folder_not_found: 'The server has no Sent folder.',
  private_address: 'This is a private address, which the operator has not allowed.',
  no_password: 'There is no password.',
  secret_unreadable: 'The stored password cannot be decrypted. Enter it again.',
  consent_needed: 'The mailbox is not connected with its provider yet.',
  access_revoked: 'Access was revoked; connect again.',
  provider_refused: 'The provider refused the client ID, the secret or the consent.',
  provider_unreachable: 'The provider did not answer.',
  no_outgoing_server: 'There is no outgoing server.',
  server_refused: 'The server refused a command.',
  busy: 'The server is temporarily unavailable or too busy.',
  unknown: 'The connection failed.',
} as const;
export type ConnectionErrorCode = keyof typeof connectionErrors;
const connectionErrorCodes = Object.keys(connectionErrors) as ConnectionErrorCode[];

/** `detail`: the server's own words, if it sent any. */
export const ConnectionProblem = Type.Object({
  code: Type.Enum(connectionErrorCodes),
  detail: Nullable(Type.String()),
});
export type ConnectionProblem = Static<typeof ConnectionProblem>;

/** The result of a connection test for one direction; `problem` is null if it works. */
export const ConnectionCheck = Type.Object({ isOk: Type.Boolean(), problem: Nullable(ConnectionProblem) });
export type ConnectionCheck = Static<typeof ConnectionCheck>;
