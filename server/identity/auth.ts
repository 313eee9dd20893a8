import { apiKey } from '@better-auth/api-key';
import { betterAuth } from 'better-auth';
import { APIError } from 'better-auth/api';
import { genericOAuth, magicLink, twoFactor } from 'better-auth/plugins';
import { type House, run, system } from '../platform/context.ts';
import { queueMail } from '../platform/outbox.ts';
import { isKnownUser, maySignIn, signInMail } from './sign-in.ts';

const day = 24 * 60 * 60;

/** Mail of our own about signing in, in the reader's language; kept in the outbox when no outgoing server is set up. */
async function tell(
  house: House,
  kind: 'choose_password' | 'magic_link',
  to: { email: string; name: string },
  url: string,
) {
  await run(house, system('sign-in'), async (ctx) => {
    await queueMail(ctx, await signInMail(ctx, kind, to, url));
  });
}

/** Sign-in, entirely by the library: passwords, sessions, two-factor, single sign-on, magic links for customers, API keys. */
export const createAuth = (house: House) => {
  const { config } = house;
  return betterAuth({
    appName: 'Crossdesk',
    baseURL: config.publicUrl,
    basePath: '/api/auth',
    secret: config.secret,
    telemetry: { enabled: false },
    logger: { level: 'warn', log: (_level, message) => house.log.info({ from: 'sign-in' }, message) },
    database: { db: house.db, type: 'postgres', transaction: true },
    user: { modelName: 'auth_user' },
    session: { modelName: 'auth_session', expiresIn: 14 * day, updateAge: day },
    account: { modelName: 'auth_account', accountLinking: { enabled: true, trustedProviders: ['sso'] } },
    verification: { modelName: 'auth_verification' },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 12,
      maxPasswordLength: 128,
      revokeSessionsOnPasswordReset: true,
      resetPasswordTokenExpiresIn: 3 * day,
      sendResetPassword: async ({ user, token }) =>
        tell(house, 'choose_password', user, `${config.publicUrl}/choose-password?token=${token}`),
    },
    // A page may be reached by more than one name of the same machine; same host as the request itself is the same site.
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
    databaseHooks: {
      session: {
        create: {
          before: async (session) => {
            if (!(await maySignIn(house.db, session.userId))) throw new APIError('FORBIDDEN', { code: 'DISABLED' });
          },
        },
      },
      user: {
        create: {
          before: async (user) => {
            if (!(await isKnownUser(house.db, user.email))) throw new APIError('FORBIDDEN', { code: 'UNKNOWN_PERSON' });
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
        expiresIn: 15 * 60,
        sendMagicLink: async ({ email, url }) => {
          if (await isKnownUser(house.db, email)) await tell(house, 'magic_link', { email, name: '' }, url);
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
                // Providers name a person by `sub` (OpenID Connect Core 5.1).
                accountSubject: ({ profile }) => String(profile.sub ?? ''),
              },
            ]
          : [],
      }),
      apiKey({
        defaultPrefix: 'cdk_',
        rateLimit: { enabled: false },
        schema: { apikey: { modelName: 'auth_api_key' } },
      }),
    ],
  });
};

export type Auth = ReturnType<typeof createAuth>;
