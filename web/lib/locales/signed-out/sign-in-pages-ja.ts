import type { Translated } from '../../i18n.ts';
import type { signInPagesEn } from './sign-in-pages-en.ts';

/** Signing in and choosing a password, in Japanese. */
export const signInPagesJa: Translated<typeof signInPagesEn> = {
  'signIn.title': '{{company}}にサインイン',
  'signIn.email': 'メールアドレス',
  'signIn.password': 'パスワード',
  'signIn.remember': 'サインインしたままにする',
  'signIn.forgot': 'パスワードをお忘れですか？',
  'signIn.button': 'サインイン',
  'signIn.sso': '{{name}}で続ける',
  'signIn.codeTitle': '2段階認証',
  'signIn.codeNote': '認証アプリに表示された6桁のコードを入力してください。',
  'signIn.verify': '続ける',
  'signIn.back': 'サインインに戻る',
  'signIn.forgotten': 'パスワードの再設定',
  'signIn.forgottenNote': '再設定用のリンクをメールでお送りします。',
  'signIn.sendLink': 'リンクを送信',
  'signIn.mailed.title': 'メールをご確認ください',
  'signIn.mailed.text': '{{email}}のアカウントが存在する場合、リンクを送信しました。',
  'signIn.demo': 'デモ環境です。アカウントはサーバーの起動時に表示されています。',
  'choosePassword.title': 'パスワードを設定',
  'choosePassword.revokeKeys': 'APIキーも無効にする（使用中の連携は動作しなくなります）',
  'choosePassword.button': '保存してサインイン',
  'choosePassword.short': '12文字以上で入力してください。',
  'choosePassword.badLink': 'このリンクは無効か、使用済みです。サインイン画面から新しいリンクを送信してください。',
  'choosePassword.done': 'パスワードを設定しました。サインインしてください。',
};
