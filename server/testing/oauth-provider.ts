import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeOAuthProvider {
  authorizationUrl: string;
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  /**
   * Consents as a person does on the page at this URL. Returns what the provider passes to the
   * redirect address.
   */
  consent(url: string): { redirectUri: string; state: string; code: string };
  /** Whether a mail server accepts this access token now. */
  accepts(token: string): boolean;
  /** Withdraws all consents. */
  revoke(): void;
  /** Moves the provider's clock ahead of ours: tokens expire that much earlier than announced. */
  skewMs: number;
  /** How long tokens are announced to be valid. */
  lifetimeSeconds: number;
  /** Answers every request with this HTTP status; null: works. */
  failWith: number | null;
  /** The grants of all requests, oldest first. */
  grants: string[];
  close(): Promise<void>;
}

type Consent = { challenge: string; redirectUri: string };

/**
 * An OAuth provider: authorization code with PKCE, and refresh tokens that change with each
 * renewal, so that using an old one ends the consent, as strict providers do.
 */
export async function startOAuthProvider(now: () => Date): Promise<FakeOAuthProvider> {
  const codes = new Map<string, Consent>();
  const validUntil = new Map<string, number>();
  let refreshToken: string | null = null;
  const state = {
    clientId: 'crossdesk',
    clientSecret: 'client secret',
    skewMs: 0,
    lifetimeSeconds: 3600,
    failWith: null as number | null,
    grants: [] as string[],
  };
  const clock = () => now().getTime() + state.skewMs;

  const issue = () => {
    const accessToken = `access-${randomBytes(12).toString('hex')}`;
    refreshToken = `refresh-${randomBytes(12).toString('hex')}`;
    validUntil.set(accessToken, now().getTime() + state.lifetimeSeconds * 1000);
    return { access_token: accessToken, refresh_token: refreshToken, expires_in: state.lifetimeSeconds };
  };
  const grant = (form: URLSearchParams): { status: number; body: object } => {
    const refuse = (error: string) => ({ status: 400, body: { error, error_description: `${error} for a test` } });
    state.grants.push(form.get('grant_type') ?? '');
    if (state.failWith !== null) return { status: state.failWith, body: {} };
    if (form.get('client_id') !== state.clientId || form.get('client_secret') !== state.clientSecret)
      return { ...refuse('invalid_client'), status: 401 };
    if (form.get('grant_type') === 'authorization_code') {
      const consent = codes.get(form.get('code') ?? '');
      codes.delete(form.get('code') ?? '');
      const challenge = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url');
      if (consent?.challenge !== challenge || consent.redirectUri !== form.get('redirect_uri'))
        return refuse('invalid_grant');
      return { status: 200, body: issue() };
    }
    if (refreshToken === null || form.get('refresh_token') !== refreshToken) {
      refreshToken = null;
      return refuse('invalid_grant');
    }
    return { status: 200, body: issue() };
  };
  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const { status, body } = grant(new URLSearchParams(text));
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(state, {
    authorizationUrl: `${origin}/authorize`,
    tokenUrl: `${origin}/token`,
    consent: (url: string) => {
      const { searchParams } = new URL(url);
      const code = randomBytes(12).toString('hex');
      const redirectUri = searchParams.get('redirect_uri') ?? '';
      codes.set(code, { challenge: searchParams.get('code_challenge') ?? '', redirectUri });
      return { redirectUri, state: searchParams.get('state') ?? '', code };
    },
    accepts: (token: string) => (validUntil.get(token) ?? 0) > clock(),
    revoke: () => {
      refreshToken = null;
      validUntil.clear();
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  });
}
