import type { MailboxWrite } from '@crossdesk/contracts/email.ts';
import {
  canReusePassword,
  type Imap,
  type ImapWrite,
  type OAuthWrite,
  type Smtp,
  type SmtpWrite,
} from '@crossdesk/contracts/mail-servers.ts';
import type { Selectable, Updateable } from 'kysely';
import type { Tables } from '../platform/database.ts';
import { fieldProblem } from '../platform/problems.ts';
import { seal } from '../platform/seal.ts';
import type { OAuthSettings } from './tables.ts';

type Row = Selectable<Tables['mailbox']>;

const imapSettings = ({ password: _, ...given }: ImapWrite): Imap => ({
  ...given,
  signIn: given.signIn ?? 'password',
  folder: given.folder ?? 'INBOX',
});

function smtpSettings({ password: _, ...given }: SmtpWrite): Smtp {
  const signIn = given.signIn ?? (given.user ? 'password' : 'none');
  if (signIn !== 'none' && !given.user) throw fieldProblem('smtp/user', 'is missing');
  return { ...given, signIn, user: signIn === 'none' ? '' : (given.user ?? '') };
}

/**
 * The encrypted password to use with a server: the given one, or the stored one if it was entered
 * for this server and user. Throws `invalid_fields` if there is none.
 */
function sealedPassword(
  secret: string,
  field: 'imap' | 'smtp',
  before: { settings: Imap | Smtp | null; sealed: string | null },
  after: Imap | Smtp,
  password: string | undefined,
): string | null {
  if (after.signIn !== 'password') return null;
  if (password) return seal(secret, password);
  if (!before.settings || !before.sealed) throw fieldProblem(`${field}/password`, 'is missing');
  if (!canReusePassword(before.settings, after))
    throw fieldProblem(
      `${field}/password`,
      'must be entered again for a different server or user, or for less encryption',
    );
  return before.sealed;
}

/** IMAP settings with the encrypted password, as they would be stored. */
export function imapToUse(secret: string, before: Row | null, given: ImapWrite) {
  const settings = imapSettings(given);
  const stored = { settings: before?.imap ?? null, sealed: before?.imap_password ?? null };
  return { settings, sealed: sealedPassword(secret, 'imap', stored, settings, given.password) };
}

/** SMTP settings with the encrypted password, as they would be stored. */
export function smtpToUse(secret: string, before: Row | null, given: SmtpWrite) {
  const settings = smtpSettings(given);
  const stored = { settings: before?.smtp ?? null, sealed: before?.smtp_password ?? null };
  return { settings, sealed: sealedPassword(secret, 'smtp', stored, settings, given.password) };
}

const knownProviders = {
  google: () => ({
    authorizationUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
    tokenUrl: 'https://oauth2.googleapis.com/token',
    scopes: 'https://mail.google.com/',
  }),
  microsoft: (tenant: string) => ({
    authorizationUrl: `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/authorize`,
    tokenUrl: `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`,
    scopes: 'https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access',
  }),
};

function oauthSettings({ provider, clientId, tenant, ...given }: OAuthWrite): OAuthSettings {
  if (provider === 'google') return { provider, clientId, tenant: null, ...knownProviders.google() };
  if (provider === 'microsoft')
    return { provider, clientId, tenant: tenant ?? null, ...knownProviders.microsoft(tenant ?? 'common') };
  const custom = (field: 'authorizationUrl' | 'tokenUrl' | 'scopes') => {
    const value = given[field];
    if (!value) throw fieldProblem(`oauth/${field}`, 'is missing');
    if (field !== 'scopes' && !URL.canParse(value)) throw fieldProblem(`oauth/${field}`, 'is not a URL');
    return value;
  };
  return {
    provider,
    clientId,
    tenant: null,
    authorizationUrl: custom('authorizationUrl'),
    tokenUrl: custom('tokenUrl'),
    scopes: custom('scopes'),
  };
}

const isSameRegistration = (before: OAuthSettings, after: OAuthSettings): boolean =>
  before.clientId === after.clientId && before.tokenUrl === after.tokenUrl;

function sealedClientSecret(secret: string, before: Row | null, after: OAuthSettings, given: OAuthWrite): string {
  if (given.clientSecret) return seal(secret, given.clientSecret);
  if (!before?.oauth || !before.oauth_secret) throw fieldProblem('oauth/clientSecret', 'is missing');
  if (!isSameRegistration(before.oauth, after))
    throw fieldProblem('oauth/clientSecret', 'must be entered again for a different provider or client ID');
  return before.oauth_secret;
}

/** Whether an OAuth consent given for the servers `before` may be used with this server. */
export const canReuseConsent = (before: Imap | Smtp | null, after: Imap | Smtp | null): boolean =>
  after?.signIn !== 'oauth' || (before?.signIn === 'oauth' && canReusePassword(before, after));

const withoutConsent = { oauth_tokens: null, oauth_is_revoked: false };

type Change = Pick<Partial<MailboxWrite>, 'imap' | 'smtp' | 'oauth' | 'hasSentCopy' | 'sentFolder'>;

/** The changed columns with a mailbox's servers. `before` is null for a new mailbox. */
export function connectionFields(secret: string, before: Row | null, change: Change): Updateable<Tables['mailbox']> {
  const fields: Updateable<Tables['mailbox']> = {};
  if (change.imap !== undefined) {
    const { settings, sealed } = change.imap
      ? imapToUse(secret, before, change.imap)
      : { settings: null, sealed: null };
    const isSameFolder = (['host', 'user', 'folder'] as const).every((key) => settings?.[key] === before?.imap?.[key]);
    Object.assign(fields, { imap: settings, imap_password: sealed, poll_error: null });
    if (!isSameFolder) fields.imap_mark = null;
  }
  if (change.smtp !== undefined) {
    const { settings, sealed } = change.smtp
      ? smtpToUse(secret, before, change.smtp)
      : { settings: null, sealed: null };
    Object.assign(fields, { smtp: settings, smtp_password: sealed });
  }
  if (change.oauth !== undefined) {
    const settings = change.oauth && oauthSettings(change.oauth);
    fields.oauth = settings;
    fields.oauth_secret = settings && change.oauth && sealedClientSecret(secret, before, settings, change.oauth);
  }
  if (change.hasSentCopy !== undefined) fields.has_sent_copy = change.hasSentCopy;
  if (change.sentFolder !== undefined) fields.sent_folder = change.sentFolder;
  if (change.hasSentCopy !== undefined || change.sentFolder !== undefined || change.imap !== undefined)
    fields.sent_copy_error = null;
  const after = {
    imap: fields.imap === undefined ? (before?.imap ?? null) : fields.imap,
    smtp: fields.smtp === undefined ? (before?.smtp ?? null) : fields.smtp,
    oauth: fields.oauth === undefined ? (before?.oauth ?? null) : fields.oauth,
  };
  const usesOAuth = after.imap?.signIn === 'oauth' || after.smtp?.signIn === 'oauth';
  if (usesOAuth && !after.oauth) throw fieldProblem('oauth', 'is missing');
  const isConsentKept =
    before?.oauth &&
    after.oauth &&
    isSameRegistration(before.oauth, after.oauth) &&
    before.oauth.scopes === after.oauth.scopes &&
    canReuseConsent(before.imap, after.imap) &&
    canReuseConsent(before.smtp, after.smtp);
  if (!isConsentKept) Object.assign(fields, withoutConsent);
  return fields;
}
