import { notificationKinds } from '@crossdesk/contracts/lists/notifications.ts';
import type { NotificationKind, TemplateFieldError, TemplatedMeans } from '@crossdesk/contracts/notifications.ts';
import type { Locale } from '@crossdesk/contracts/scalars.ts';
import { fillText, type Scope, validateText } from '../platform/templates.ts';

export type { Scope };

/** A text as administrators write it. `subject` is empty for text messages. */
export type TemplateText = { subject: string; body: string };

/** An example of every variable, in each language: for trying a text out where there is no ticket yet. */
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
      question: 'Is this device known?',
      due: '14 March, 10:00',
      answer: 'It is not known to us.',
      ended: false,
    },
    message: { text: 'The card has been blocked.', internal: false, count: 1 },
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
  },
};

/** Everything wrong in a text, by field and line; empty when it can be used. */
export function validateTemplate(kind: NotificationKind, means: TemplatedMeans, text: TemplateText): TemplateFieldError[] {
  const fields = means === 'email' ? (['subject', 'body'] as const) : (['body'] as const);
  return fields.flatMap((field) => {
    if (text[field].trim() === '') return [{ field, line: 1, reason: 'empty' as const, what: '' }];
    return validateText(text[field], notificationKinds[kind].variables, exampleScope.en).map((fault) => ({
      field,
      ...fault,
    }));
  });
}

/** A text filled in. Empty lines that a left-out part leaves behind are drawn together. Throws where the text cannot be filled in. */
export const fillTemplate = (text: TemplateText, scope: Scope): TemplateText => ({
  subject: fillText(text.subject, scope).replace(/\s+/g, ' '),
  body: fillText(text.body, scope)
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n'),
});
