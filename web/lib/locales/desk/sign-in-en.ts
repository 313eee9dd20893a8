/** Signing in, shared by the pages before sign-in and the personal settings, in English. */
export const signInEn = {
  'signIn.showPassword': 'Show or hide password',
  'signIn.code': 'Code',
  'signIn.secondFactorRequired': 'Your account uses two-factor authentication. Sign in with your password and code.',
  'signIn.ssoRefused': 'Single sign-on didn’t work. Try again, or sign in with your password.',
  'signIn.badCode': 'Wrong or expired code. Enter the current one.',
  'choosePassword.note': 'Use at least 12 characters. A sentence is easy to remember and hard to guess.',
  'choosePassword.new': 'New password',
};
