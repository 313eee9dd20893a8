import { ApiProblem } from './client.ts';

const post = async (path: string, body: unknown): Promise<Record<string, unknown>> => {
  const response = await fetch(`/api/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    credentials: 'same-origin',
    body: JSON.stringify(body),
  }).catch(() => {
    throw new ApiProblem({ code: 'unreachable', status: 0 });
  });
  const answer: Record<string, unknown> = await response.json().catch(() => ({}));
  if (response.ok) return answer ?? {};
  const code = response.status === 429 ? 'rate_limited' : response.status >= 500 ? 'unavailable' : 'bad_credentials';
  throw new ApiProblem({ code, status: response.status, detail: String(answer?.message ?? '') });
};

/** Signs in; `needsCode` when the account asks for a second factor. */
export const signIn = async (
  email: string,
  password: string,
  isRemembered: boolean,
): Promise<{ needsCode: boolean }> => {
  const answer = await post('sign-in/email', { email, password, rememberMe: isRemembered });
  return { needsCode: answer.twoFactorRedirect === true };
};

/** The second step of signing in: the six digits of the authenticator app, or one of the codes for a lost phone. */
export const verifyCode = (code: string, isTrusted: boolean) =>
  post(/^\d{6}$/.test(code) ? 'two-factor/verify-totp' : 'two-factor/verify-backup-code', {
    code,
    trustDevice: isTrusted,
  });

export const signOut = () => post('sign-out', {});

/** Sends a mail with a link to choose a new password; never tells whether the address is known. */
export const requestPasswordReset = (email: string) =>
  post('request-password-reset', { email, redirectTo: '/choose-password' });

/** Sets the password with the one-time token of an invitation or reset mail. */
export const choosePassword = (newPassword: string, token: string, revokesApiKeys: boolean) =>
  post('reset-password', { newPassword, token, revokesApiKeys });

/** Hands over to the company's identity provider; the answer is the address to go to. */
export const startSingleSignOn = async (providerId: string): Promise<string> => {
  const answer = await post('sign-in/social', {
    provider: providerId,
    callbackURL: '/',
    errorCallbackURL: '/sign-in',
  });
  return String(answer.url ?? '/');
};

export const changePassword = (currentPassword: string, newPassword: string) =>
  post('change-password', { currentPassword, newPassword, revokeOtherSessions: true });

/** Starts two-factor sign-in: the address for the authenticator app and the codes for a lost phone. */
export const enableTwoFactor = async (password: string): Promise<{ totpUri: string; backupCodes: string[] }> => {
  const answer = await post('two-factor/enable', { password });
  return {
    totpUri: String(answer.totpURI ?? ''),
    backupCodes: Array.isArray(answer.backupCodes) ? answer.backupCodes.map(String) : [],
  };
};

export const disableTwoFactor = (password: string) => post('two-factor/disable', { password });

/** Whether the person signed in uses a second factor. */
export const hasTwoFactor = async (): Promise<boolean> => {
  const response = await fetch('/api/auth/get-session', { credentials: 'same-origin' });
  const session: { user?: { twoFactorEnabled?: boolean } } | null = response.ok ? await response.json() : null;
  return session?.user?.twoFactorEnabled === true;
};
