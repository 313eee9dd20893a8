import { betterAuth } from 'better-auth';
import { APIError, createAuthMiddleware, getSessionFromCtx } from 'better-auth/api';
import { genericOAuth, magicLink, twoFactor } from 'better-auth/plugins';
import { runCommand, type Services, systemActor } from '../platform/context.ts';
import { emit } from '../platform/events.ts';
import { queueMail } from '../platform/outbox.ts';
import { agentActor } from './authenticate.ts';
import { recordWrongPassword, registerPasswordTry, resetPasswordTries } from './password-tries.ts';
import { canUseMagicLink, checkSessionAllowed, isKnownUser, linkSeconds, signInMail } from './sign-in.ts';
import { deleteApiKeys, deleteOtherResetTokens, deleteTrustedBrowsers } from './store.ts';

const day = 24 * 60 * 60;

/** Queues a sign-in mail in the recipient's language. */
async function sendSignInMail(
  services: Services,
  kind: 'choose_password' | 'magic_link',
  to: { email: string; name: string },
  url: string,
) {
  await runCommand(services, systemActor('sign-in'), async (ctx) => {
    await queueMail(ctx, await signInMail(ctx, kind, to, url), {
      secretUntil: new Date(ctx.now.getTime() + linkSeconds[kind] * 1000),
    });
  });
}

/** The routes of the sign-in library that are reachable below /api/auth. All others are blocked. */
export const openAuthRoutes: Readonly<Record<'GET' | 'POST', readonly RegExp[]>> = {
  GET: [/^get-session$/, /^callback\/sso$/, /^magic-link\/verify$/],
  POST: [
    /^sign-in\/(?:email|social|magic-link)$/,
    /^sign-out$/,
    /^(?:request-password-reset|reset-password|change-password)$/,
    /^two-factor\/(?:enable|disable|verify-totp|verify-backup-code)$/,
  ],
};

type PasswordRequest = Parameters<typeof getSessionFromCtx>[0];

/** Routes on which a signed-in person enters their password. */
const passwordRoutes: readonly string[] = ['/change-password', '/two-factor/enable', '/two-factor/disable'];

/** The email of the account whose password this request tries, or null. */
async function attemptedEmail(ctx: PasswordRequest): Promise<string | null> {
  if (ctx.path === '/sign-in/email') {
    const email: unknown = ctx.body?.email;
    return typeof email === 'string' ? email.toLowerCase() : null;
  }
  if (!passwordRoutes.includes(ctx.path)) return null;
  return (await getSessionFromCtx(ctx))?.user.email ?? null;
}

/**
 * Records that sessions of an agent have ended, so that every process closes their live
 * connections.
 */
export async function recordSessionsEnded(
  services: Services,
  userId: string,
  type: 'agent.signed_out' | 'agent.password_changed',
): Promise<void> {
  const actor = await agentActor(services.db, { userId });
  if (actor) await runCommand(services, actor, (ctx) => emit(ctx, { type, data: { agentId: actor.agentId } }));
}

/** Revokes all API keys of an agent, as requested with a new password. */
export async function revokeApiKeys(services: Services, userId: string): Promise<void> {
  const actor = await agentActor(services.db, { userId });
  if (!actor) return;
  await runCommand(services, actor, async (ctx) => {
    const rows = await deleteApiKeys(ctx.tx, userId);
    const changes = rows.map(({ id }) => ({ field: 'apiKey', before: id, after: null }));
    if (changes.length > 0) await emit(ctx, { type: 'agent.edited', data: { agentId: actor.agentId }, changes });
  });
}

/** The user whose password a link resets; null if the link no longer works. */
export async function passwordResetUser(services: Services, token: unknown): Promise<string | null> {
  const row = await services.db
    .selectFrom('auth_verification')
    .select('value')
    .where('identifier', '=', `reset-password:${String(token)}`)
    .executeTakeFirst();
  return row?.value ?? null;
}

/**
 * Configures the sign-in library: passwords, sessions, two-factor, single sign-on, magic links for
 * customers. API keys are not managed by it.
 */
export const createAuth = (services: Services) => {
  const { config } = services;
  return betterAuth({
    appName: 'Crossdesk',
    baseURL: config.publicUrl,
    basePath: '/api/auth',
    secret: config.secret,
    telemetry: { enabled: false },
    logger: { level: 'warn', log: (_level, message) => services.log.info({ from: 'sign-in' }, message) },
    onAPIError: { errorURL: `${config.publicUrl}/sign-in` },
    database: { db: services.db, type: 'postgres', transaction: true },
    user: { modelName: 'auth_user' },
    session: { modelName: 'auth_session', expiresIn: 14 * day, updateAge: day },
    account: { modelName: 'auth_account', accountLinking: { enabled: true, trustedProviders: ['sso'] } },
    verification: { modelName: 'auth_verification' },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 12,
      maxPasswordLength: 128,
      password: services.external.passwords,
      revokeSessionsOnPasswordReset: true,
      resetPasswordTokenExpiresIn: linkSeconds.choose_password,
      onPasswordReset: async ({ user }) => {
        await resetPasswordTries(services, user.email);
        await deleteTrustedBrowsers(services.db, user.id);
      },
      sendResetPassword: async ({ user, token }) => {
        await deleteOtherResetTokens(services.db, user.id, token);
        await sendSignInMail(services, 'choose_password', user, `${config.publicUrl}/choose-password?token=${token}`);
      },
    },
    // The site may be reached by several host names; the host of the request counts as the same
    // site.
    trustedOrigins: async (request) => {
      const host = request?.headers.get('host');
      return host ? [`http://${host}`, `https://${host}`] : [];
    },
    rateLimit: {
      enabled: config.requestsPerMinute > 0,
      window: 60,
      max: 100,
      customRules: {
        '/sign-in/*': { window: 60, max: 20 },
        '/two-factor/*': { window: 60, max: 20 },
        '/get-session': false,
      },
    },
    hooks: {
      before: createAuthMiddleware(async (ctx) => {
        const email = await attemptedEmail(ctx);
        if (!email) return;
        const waitSeconds = await registerPasswordTry(services, email);
        if (waitSeconds === 0) return;
        throw new APIError(
          'TOO_MANY_REQUESTS',
          { code: 'TOO_MANY_TRIES', message: 'Too many wrong passwords. Try again later.' },
          { 'Retry-After': String(waitSeconds) },
        );
      }),
      after: createAuthMiddleware(async (ctx) => {
        const email = await attemptedEmail(ctx);
        if (!email) return;
        if (ctx.context.returned instanceof APIError) await recordWrongPassword(services, email);
        else await resetPasswordTries(services, email);
      }),
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session, context) => {
            const verdict = await checkSessionAllowed(services.db, session.userId, context?.path ?? '');
            if (verdict !== true) throw new APIError('FORBIDDEN', { code: verdict });
          },
        },
      },
      user: {
        create: {
          before: async (user) => {
            if (!(await isKnownUser(services.db, user.email)))
              throw new APIError('FORBIDDEN', { code: 'UNKNOWN_PERSON' });
          },
        },
      },
    },
    advanced: {
      cookiePrefix: 'crossdesk',
      useSecureCookies: config.publicUrl.startsWith('https:'),
      ipAddress: { ipAddressHeaders: ['x-crossdesk-address'] },
    },
    plugins: [
      twoFactor({ issuer: 'Crossdesk', schema: { twoFactor: { modelName: 'auth_two_factor' } } }),
      magicLink({
        expiresIn: linkSeconds.magic_link,
        sendMagicLink: async ({ email, url }) => {
          if (await canUseMagicLink(services.db, email))
            await sendSignInMail(services, 'magic_link', { email, name: '' }, url);
        },
      }),
      genericOAuth({
        config: config.singleSignOn
          ? [
              {
                providerId: 'sso',
                discoveryUrl: config.singleSignOn.discoveryUrl,
                clientId: config.singleSignOn.clientId,
                clientSecret: config.singleSignOn.clientSecret,
                scopes: ['openid', 'email', 'profile'],
                pkce: true,
                // Providers identify a person by `sub` (OpenID Connect Core 5.1).
                accountSubject: ({ profile }) => String(profile.sub ?? ''),
              },
            ]
          : [],
      }),
    ],
  });
};

export type Auth = ReturnType<typeof createAuth>;
