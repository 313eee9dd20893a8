import { createHash, randomBytes } from 'node:crypto';
import type { ConnectionProblem } from '@crossdesk/contracts/mail-servers.ts';
import { mailboxRow } from '../../departments/index.ts';
import { connectionProblem } from '../../platform/connection-error.ts';
import { type Context, requireAgent } from '../../platform/context.ts';
import { emit } from '../../platform/events.ts';
import { problem } from '../../platform/problems.ts';
import { seal, unseal } from '../../platform/seal.ts';
import { exchangeCode } from './access-token.ts';
import * as store from './store.ts';
import './tables.ts';

const consentMs = 10 * 60 * 1000;

const sha256 = (text: string) => createHash('sha256').update(text);

/** The page of the web application to which providers send people back after consent. */
const redirectUri = (ctx: Context): string => `${ctx.config.publicUrl}/settings/mailboxes`;

/** Google sends a refresh token only if it is asked for offline access, and only with a prompt. */
const extraParameters = { google: { access_type: 'offline', prompt: 'consent' }, microsoft: {}, custom: {} };

/**
 * Starts the OAuth consent of a mailbox: authorization code with PKCE (RFC 7636). The state works
 * once, for ten minutes, in the session that started it. Returns the page of the provider.
 */
export async function connectMailbox(ctx: Context, mailboxId: number): Promise<{ url: string }> {
  const agent = requireAgent(ctx);
  const row = await mailboxRow(ctx, mailboxId);
  if (!row?.oauth) throw problem('not_found');
  const state = randomBytes(32).toString('base64url');
  const verifier = randomBytes(48).toString('base64url');
  await store.deleteConsents(ctx.tx, mailboxId, ctx.now);
  await store.insertConsent(ctx.tx, {
    state_hash: sha256(state).digest('hex'),
    mailbox_id: mailboxId,
    agent_id: agent.agentId,
    session_id: agent.sessionId,
    verifier: seal(ctx.config.secret, verifier),
    expires_at: new Date(ctx.now.getTime() + consentMs),
  });
  const url = new URL(row.oauth.authorizationUrl);
  const parameters = {
    response_type: 'code',
    client_id: row.oauth.clientId,
    redirect_uri: redirectUri(ctx),
    scope: row.oauth.scopes,
    state,
    code_challenge: sha256(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    login_hint: row.imap?.user ?? row.smtp?.user ?? row.address,
    ...extraParameters[row.oauth.provider],
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { url: url.href };
}

/** Cancels consents of a mailbox whose servers change, so that no other server gets tokens. */
export const cancelConsents = (ctx: Context, mailboxId: number) => store.deleteConsents(ctx.tx, mailboxId, ctx.now);

/**
 * Finishes a consent: exchanges the code for tokens and stores them. Without a code the person did
 * not consent. Throws `consent_expired` for a state that is unknown, used, too old, or was started
 * in another session.
 */
export async function completeConsent(
  ctx: Context,
  { state, code }: { state: string; code?: string },
): Promise<{ mailboxId: number; problem: ConnectionProblem | null }> {
  const agent = requireAgent(ctx);
  const consent = await store.takeConsent(ctx.tx, sha256(state).digest('hex'));
  const isOwn = consent?.agent_id === agent.agentId && consent.session_id === agent.sessionId;
  if (!consent || !isOwn || consent.expires_at <= ctx.now) throw problem('consent_expired');
  const mailboxId = consent.mailbox_id;
  const row = await mailboxRow(ctx, mailboxId);
  if (!row || code === undefined) return { mailboxId, problem: { code: 'consent_needed', detail: null } };
  const verifier = unseal(ctx.config.secret, consent.verifier);
  try {
    await exchangeCode(ctx, row, { code, verifier, redirectUri: redirectUri(ctx) });
  } catch (error) {
    return { mailboxId, problem: connectionProblem(error) };
  }
  const change = { field: 'mailboxConsent', before: null, after: row.address };
  await emit(ctx, { type: 'setting.edited', changes: [change] });
  return { mailboxId, problem: null };
}
