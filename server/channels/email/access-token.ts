import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import { mailboxRow, markConsentRevoked, storeTokens } from '../../departments/index.ts';
import type { Config } from '../../platform/config.ts';
import { ConnectionError, connectionProblem } from '../../platform/connection-error.ts';
import { type Context, runCommand, type Services, systemActor } from '../../platform/context.ts';
import type { Tables } from '../../platform/database.ts';
import { seal, unseal } from '../../platform/seal.ts';
import { postForm, type TokenAnswer } from '../../platform/token-endpoint.ts';

/** `renewAt`: before the token expires, for requests on their way and clocks that differ. */
type OAuthTokens = { accessToken: string; refreshToken: string; expiresAt: string; renewAt: string };
type MailboxRow = Selectable<Tables['mailbox']>;

const timeoutMs = 15_000;
const maxMarginMs = 5 * 60 * 1000;
/** For providers that do not say how long a token is valid (RFC 6749 section 5.1 recommends it). */
const defaultLifetimeSeconds = 3600;

/** Decrypts a stored secret. Throws ConnectionError if another installation encrypted it. */
export function openSecret(config: Config, sealed: string): string {
  try {
    return unseal(config.secret, sealed);
  } catch (error) {
    throw new ConnectionError('secret_unreadable', null, error);
  }
}

/** Asks the provider for tokens. Throws ConnectionError if it does not answer. */
async function requestTokens(config: Config, row: MailboxRow, grant: Record<string, string>): Promise<TokenAnswer> {
  if (!row.oauth || !row.oauth_secret) throw new ConnectionError('consent_needed');
  const client = { client_id: row.oauth.clientId, client_secret: openSecret(config, row.oauth_secret) };
  try {
    const options = { allowance: config.privateAddresses, timeoutMs };
    const answer = await postForm(row.oauth.tokenUrl, { ...grant, ...client }, options);
    if (answer.status >= 500 || answer.status === 429)
      throw new ConnectionError('provider_unreachable', `HTTP ${answer.status}`);
    return answer;
  } catch (error) {
    if (error instanceof ConnectionError) throw error;
    const { code, detail } = connectionProblem(error);
    if (code === 'private_address') throw error;
    throw new ConnectionError('provider_unreachable', detail, error);
  }
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** The tokens of an answer. Throws ConnectionError with the provider's reason if there are none. */
function readTokens({ body }: TokenAnswer, requestedAt: Date, refreshToken: string | null): OAuthTokens {
  const accessToken = textOf(body.access_token);
  const newRefreshToken = textOf(body.refresh_token) ?? refreshToken;
  const reason = textOf(body.error_description) ?? textOf(body.error);
  if (!accessToken) throw new ConnectionError('provider_refused', reason?.slice(0, 300) ?? null);
  if (!newRefreshToken) throw new ConnectionError('provider_refused', 'The provider sent no refresh token.');
  const seconds = Number(body.expires_in);
  const lifetimeMs = (seconds > 0 ? seconds : defaultLifetimeSeconds) * 1000;
  const expiresAt = requestedAt.getTime() + lifetimeMs;
  return {
    accessToken,
    refreshToken: newRefreshToken,
    expiresAt: new Date(expiresAt).toISOString(),
    renewAt: new Date(expiresAt - Math.min(maxMarginMs, lifetimeMs / 4)).toISOString(),
  };
}

const store = (ctx: Context, id: number, tokens: OAuthTokens) =>
  storeTokens(ctx, id, seal(ctx.config.secret, JSON.stringify(tokens)));

/** The stored tokens. Throws ConnectionError without a consent that works. */
function storedTokens(config: Config, row: MailboxRow | null): OAuthTokens {
  if (!row?.oauth_tokens) throw new ConnectionError('consent_needed');
  if (row.oauth_is_revoked) throw new ConnectionError('access_revoked');
  return JSON.parse(openSecret(config, row.oauth_tokens)) as OAuthTokens;
}

/** Exchanges the code of a consent for tokens and stores them (RFC 7636 section 4.5). */
export async function exchangeCode(
  ctx: Context,
  row: MailboxRow,
  { code, verifier, redirectUri }: { code: string; verifier: string; redirectUri: string },
): Promise<void> {
  const grant = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirectUri };
  await store(ctx, row.id, readTokens(await requestTokens(ctx.config, row, grant), ctx.now, null));
}

/**
 * The access token of a mailbox, renewed if it is about to expire or if the server refused it.
 * Throws ConnectionError: `consent_needed`, `access_revoked`, or what the provider answered.
 */
export async function accessToken(services: Services, mailboxId: number, isRefused: boolean): Promise<string> {
  const tokens = storedTokens(services.config, await mailboxRow(services, mailboxId));
  if (!isRefused && services.now() < new Date(tokens.renewAt)) return tokens.accessToken;
  const renewed = await runCommand(services, systemActor('mail'), (ctx) =>
    renewTokens(ctx, mailboxId, { replaced: tokens.accessToken, isRefused }),
  );
  if (renewed === 'revoked') throw new ConnectionError('access_revoked');
  return renewed;
}

/**
 * Renews the tokens, one process at a time: providers may invalidate the old refresh token with
 * each renewal. A token that another process has meanwhile renewed is used.
 */
async function renewTokens(
  ctx: Context,
  mailboxId: number,
  { replaced, isRefused }: { replaced: string; isRefused: boolean },
): Promise<string | 'revoked'> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`oauth ${mailboxId}`}, 0))`.execute(ctx.tx);
  const row = await mailboxRow(ctx, mailboxId);
  const tokens = storedTokens(ctx.config, row);
  if (!row || tokens.accessToken !== replaced) return tokens.accessToken;
  const grant = { grant_type: 'refresh_token', refresh_token: tokens.refreshToken };
  const isUsable = !isRefused && ctx.now < new Date(tokens.expiresAt);
  const answer = await requestTokens(ctx.config, row, grant).catch((error: unknown) => {
    if (isUsable) return null;
    throw error;
  });
  if (!answer) return tokens.accessToken;
  // The consent was withdrawn, or the refresh token expired (RFC 6749 section 5.2).
  if (answer.body.error === 'invalid_grant') {
    await markConsentRevoked(ctx, mailboxId);
    return 'revoked';
  }
  const renewed = readTokens(answer, ctx.now, tokens.refreshToken);
  await store(ctx, mailboxId, renewed);
  return renewed.accessToken;
}
