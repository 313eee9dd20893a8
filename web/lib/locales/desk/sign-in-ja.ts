import type { Translated } from '../../i18n.ts';
import type { signInEn } from './sign-in-en.ts';

/** Signing in, shared by the pages before sign-in and the personal settings, in Japanese. */
export const signInJa: Translated<typeof signInEn> = {
  'signIn.showPassword': 'パスワードの表示を切り替え',
  'signIn.code': '確認コード',
  'signIn.secondFactorRequired':
    'このアカウントは2段階認証を使用しています。パスワードと確認コードでサインインしてください。',
  'signIn.ssoRefused':
    'シングルサインオンに失敗しました。もう一度お試しいただくか、パスワードでサインインしてください。',
  'signIn.badCode': '確認コードが正しくないか、期限が切れています。最新のコードを入力してください。',
  'choosePassword.note': '12文字以上で設定してください。文章にすると覚えやすく、推測されにくくなります。',
  'choosePassword.new': '新しいパスワード',
};
