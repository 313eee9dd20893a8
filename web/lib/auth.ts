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

/** Signs in; `needsCode` is true if the account uses two-factor authentication. */
export const signIn = async (
  email: string,
  password: string,
  isRemembered: boolean,
): Promise<{ needsCode: boolean }> => {
  const answer = await post('sign-in/email', { email, password, rememberMe: isRemembered });
  return { needsCode: answer.twoFactorRedirect === true };
};

/** The second step of signing in: the 6-digit code of the authenticator app, or a backup code. */
export const verifyCode = (code: string, isTrusted: boolean) =>
  post(/^\d{6}$/.test(code) ? 'two-factor/verify-totp' : 'two-factor/verify-backup-code', {
    code,
    trustDevice: isTrusted,
  });

export const signOut = () => post('sign-out', {});

/** Emails a link to choose a new password; never reveals whether the address is known. */
export const requestPasswordReset = (email: string) =>
  post('request-password-reset', { email, redirectTo: '/choose-password' });

/** Sets the password with the one-time token of an invitation or reset email. */
export const choosePassword = (newPassword: string, token: string, revokesApiKeys: boolean) =>
  post('reset-password', { newPassword, token, revokesApiKeys });

/** Starts single sign-on and returns the identity provider's URL to go to. */
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

/**
 * Enables two-factor authentication; returns the URI for the authenticator app and backup codes.
 */
export const enableTwoFactor = async (password: string): Promise<{ totpUri: string; backupCodes: string[] }> => {
  const answer = await post('two-factor/enable', { password });
  return {
    totpUri: String(answer.totpURI ?? ''),
    backupCodes: Array.isArray(answer.backupCodes) ? answer.backupCodes.map(String) : [],
  };
};

export const disableTwoFactor = (password: string) => post('two-factor/disable', { password });

/** Whether the signed-in user has two-factor authentication. */
export const hasTwoFactor = async (): Promise<boolean> => {
  const response = await fetch('/api/auth/get-session', { credentials: 'same-origin' });
  const session: { user?: { twoFactorEnabled?: boolean } } | null = response.ok ? await response.json() : null;
  return session?.user?.twoFactorEnabled === true;
};
