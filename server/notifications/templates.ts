import { notificationKinds } from '@crossdesk/contracts/lists/notifications.ts';
import type { NotificationKind, TemplatedMeans, TemplateFieldError } from '@crossdesk/contracts/notifications.ts';
import type { Locale } from '@crossdesk/contracts/scalars.ts';
import { fillText, type Scope, validateText } from '../platform/templates.ts';

export type { Scope };

/** A template as administrators write it. `subject` is empty for text messages. */
export type TemplateText = { subject: string; body: string };

/** Example values of every variable in each language, for previews without a ticket. */
export const exampleScope: Record<Locale, Scope> = {
  en: {
    agent: { name: 'Ken Sato' },
    actor: { name: 'Ana Souza' },
    company: { name: 'Example Ltd' },
    ticket: {
      number: 1042,
      subject: 'Suspicious transfer',
      url: 'https://desk.example/tickets/all/1042',
      status: 'In Progress',
      priority: 'High',
      department: 'Support',
      requester: 'Mina Ito',
      requester_email: 'mina@customer.example',
    },
    share: {
      department: 'Security',
      from: 'Support',
      level: 'Restricted',
      reason: 'Possible fraud',
      question: 'Do you recognize this device?',
      due: '14 March, 10:00',
      answer: "We don't recognize it.",
      ended: false,
    },
    message: { text: 'The card has been blocked.', internal: false, count: 1 },
    absence: { agent: 'Ken Sato', substitute: 'Lea Roth' },
    transfer: { from: 'Billing', reason: 'Wrong department' },
  },
  ja: {
    agent: { name: '佐藤 健' },
    actor: { name: '鈴木 葵' },
    company: { name: '株式会社サンプル' },
    ticket: {
      number: 1042,
      subject: '不審な送金',
      url: 'https://desk.example/tickets/all/1042',
      status: '対応中',
      priority: '高',
      department: 'サポート',
      requester: '伊藤 美奈',
      requester_email: 'mina@customer.example',
    },
    share: {
      department: 'セキュリティ',
      from: 'サポート',
      level: '制限付き',
      reason: '不正の疑い',
      question: 'この端末は登録済みですか？',
      due: '3月14日 10:00',
      answer: '登録されていません。',
      ended: false,
    },
    message: { text: 'カードを停止しました。', internal: false, count: 1 },
    absence: { agent: '佐藤 健', substitute: '田中 優' },
    transfer: { from: '請求', reason: '部門違い' },
  },
};

/** All faults in a template by field and line; empty if it is valid. */
export function validateTemplate(
  kind: NotificationKind,
  means: TemplatedMeans,
  text: TemplateText,
): TemplateFieldError[] {
  const fields = means === 'email' ? (['subject', 'body'] as const) : (['body'] as const);
  return fields.flatMap((field) => {
    if (text[field].trim() === '') return [{ field, line: 1, reason: 'empty' as const, what: '' }];
    return validateText(text[field], notificationKinds[kind].variables, exampleScope.en).map((fault) => ({
      field,
      ...fault,
    }));
  });
}

/**
 * Renders a template and collapses blank lines left by omitted parts. Throws if it cannot be
 * rendered.
 */
export const fillTemplate = (text: TemplateText, scope: Scope): TemplateText => ({
  subject: fillText(text.subject, scope).replace(/\s+/g, ' '),
  body: fillText(text.body, scope)
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n'),
});
