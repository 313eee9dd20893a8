import { randomUUID } from 'node:crypto';
import type { Context } from '../platform/context.ts';
import type { Db } from '../platform/database.ts';
import type { QueuedMail } from '../platform/outbox.ts';
import { company } from '../settings/index.ts';
import './tables.ts';

/** Validity of the links in sign-in mails. */
export const linkSeconds = { choose_password: 3 * 24 * 60 * 60, magic_link: 15 * 60 };

/** Paths of the sign-in library that check or request the second factor. */
const secondFactorPaths = ['/sign-in/email', '/two-factor/', '/change-password'];

/**
 * Whether a session may start on this path of the sign-in library. Agents sign in with a password
 * or single sign-on, never with a link in a mail. With a second factor, only on the paths that
 * check it.
 */
export async function checkSessionAllowed(
  db: Db,
  userId: string,
  path: string,
): Promise<true | 'DISABLED' | 'SECOND_FACTOR_REQUIRED'> {
  const user = await db
    .selectFrom('auth_user')
    .leftJoin('agent', 'agent.user_id', 'auth_user.id')
    .select(['auth_user.email', 'auth_user.twoFactorEnabled', 'agent.id', 'agent.is_active'])
    .where('auth_user.id', '=', userId)
    .executeTakeFirst();
  if (!user) return 'DISABLED';
  if (user.id === null) return (await isContactAddress(db, user.email)) ? true : 'DISABLED';
  if (!user.is_active || path.startsWith('/magic-link')) return 'DISABLED';
  const asksForCode = secondFactorPaths.some((one) => path.startsWith(one));
  return user.twoFactorEnabled && !asksForCode ? 'SECOND_FACTOR_REQUIRED' : true;
}

/**
 * Sign-in links are for customers only: access to an agent's mail must not give access to their
 * account.
 */
export const canUseMagicLink = async (db: Db, email: string): Promise<boolean> =>
  (await findAgent(db, email)) === undefined && (await isContactAddress(db, email));

const findAgent = (db: Db, email: string) =>
  db
    .selectFrom('agent')
    .select('is_active')
    .where((where) => where(where.fn<string>('lower', ['email']), '=', email.toLowerCase()))
    .executeTakeFirst();

const isContactAddress = async (db: Db, email: string): Promise<boolean> =>
  (await db
    .selectFrom('contact_address')
    .select('contact_id')
    .where('kind', '=', 'email')
    .where('address', '=', email.toLowerCase())
    .executeTakeFirst()) !== undefined;

/** There is no self-registration: the address must belong to an agent or contact. */
export async function isKnownUser(db: Db, email: string): Promise<boolean> {
  const agent = await findAgent(db, email);
  return agent ? agent.is_active : isContactAddress(db, email);
}

const mailTexts = {
  en: {
    choose_password: {
      subject: 'Choose your password for Crossdesk',
      body: 'Open this link to choose your password. It works once and expires in 3 days:',
      end: "If you didn't request this, you can ignore this email.",
    },
    magic_link: {
      subject: 'Your sign-in link',
      body: 'Open this link to sign in. It works once and expires in 15 minutes:',
      end: "If you didn't request this, you can ignore this email.",
    },
    wrong_passwords: {
      subject: 'Someone is entering wrong passwords for your account',
      body: 'A wrong password was entered for your Crossdesk account at least 10 times. None of these attempts succeeded, and further attempts are delayed. If it was you, you can reset your password on the sign-in page:',
      end: "If it wasn't you, choose a password you don't use anywhere else, and turn on two-factor authentication in your settings.",
    },
  },
  ja: {
    choose_password: {
      subject: 'Crossdesk のパスワードを設定してください',
      body: '次のリンクを開いてパスワードを設定してください。リンクは3日以内に1回だけ使えます。',
      end: 'お心当たりのない場合は、このメールを無視してください。',
    },
    magic_link: {
      subject: 'サインイン用リンク',
      body: '次のリンクを開いてサインインしてください。リンクは15分以内に1回だけ使えます。',
      end: 'お心当たりのない場合は、このメールを無視してください。',
    },
    wrong_passwords: {
      subject: 'お使いのアカウントで誤ったパスワードが繰り返し入力されています',
      body: 'お使いのCrossdeskアカウントに対して、誤ったパスワードが10回以上入力されました。サインインには成功しておらず、以降の試行は制限されています。ご本人の操作である場合は、サインインページからパスワードを再設定できます。',
      end: 'お心当たりのない場合は、他のサービスで使っていないパスワードに変更し、設定で2要素認証を有効にしてください。',
    },
  },
} as const;

/**
 * Builds a sign-in mail, password mail or warning about wrong passwords, in the agent's language or
 * else that of the company.
 */
export async function signInMail(
  ctx: Context,
  kind: keyof (typeof mailTexts)['en'],
  to: { email: string; name: string },
  url: string,
): Promise<QueuedMail> {
  const agent = await ctx.tx
    .selectFrom('agent')
    .select('locale')
    .where((where) => where(where.fn<string>('lower', ['email']), '=', to.email.toLowerCase()))
    .executeTakeFirst();
  const { name, locale } = await company(ctx);
  const texts = mailTexts[agent?.locale ?? locale][kind];
  const mailbox = await ctx.tx
    .selectFrom('mailbox')
    .select(['address', 'name'])
    .where('is_active', '=', true)
    .orderBy('id')
    .executeTakeFirst();
  const host = new URL(ctx.config.publicUrl).hostname;
  const from = mailbox ?? { name, address: `crossdesk@${host === '127.0.0.1' ? 'localhost' : host}` };
  const text = `${texts.body}\n\n${url}\n\n${texts.end}`;
  return {
    messageId: `sign-in.${randomUUID()}@${from.address.split('@')[1]}`,
    from: { name: from.name, address: from.address },
    to: [{ name: to.name, address: to.email }],
    cc: [],
    bcc: [],
    // Null sender (RFC 3834): a bounce must not return the link to a mailbox that others read.
    envelopeFrom: '',
    replyTo: null,
    subject: texts.subject,
    text,
    html: null,
    inReplyTo: null,
    references: [],
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    attachments: [],
  };
}
