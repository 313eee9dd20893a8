import {
  type NotificationKind,
  notificationKinds,
  type TemplateFault,
  type TextMeans,
} from '@crossdesk/contracts/notifications.ts';
import type { Locale } from '@crossdesk/contracts/scalars.ts';
import { Liquid, LiquidError, type Template } from 'liquidjs';

/** What a template is filled from: `ticket.subject` is `scope.ticket.subject`. */
export type Scope = Record<string, Record<string, string | number | boolean>>;

/** A text as administrators write it. `subject` is empty for text messages. */
export type TemplateText = { subject: string; body: string };

const engine = new Liquid({
  strictVariables: true,
  strictFilters: true,
  ownPropertyOnly: true,
  cache: false,
  templates: {},
  parseLimit: 20_000,
  renderLimit: 500,
  memoryLimit: 1_000_000,
});
// A text stands alone: nothing is taken in from elsewhere.
for (const tag of ['include', 'render', 'layout', 'block']) delete engine.tags[tag];

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

type Fault = Omit<TemplateFault, 'field'>;

const known = [
  { pattern: /^undefined variable: (.+)$/, reason: 'unknown_variable' },
  { pattern: /^undefined filter: (.+)$/, reason: 'unknown_filter' },
  { pattern: /^tag "(.+)" not found$/, reason: 'unknown_tag' },
  { pattern: /^(.*limit exceeded.*)$/, reason: 'too_long' },
] as const;

function faultOf(error: unknown): Fault {
  if (!LiquidError.is(error)) throw error;
  const line = Number(/, line:(\d+)/.exec(error.message)?.[1] ?? 1);
  const sentence = error.message.replace(/, (?:file:.*, )?line:\d+.*$/s, '');
  for (const { pattern, reason } of known) {
    const what = pattern.exec(sentence)?.[1];
    if (what !== undefined) return { line, reason, what };
  }
  return { line, reason: 'syntax', what: sentence.slice(0, 300) };
}

/** Each variable named that the kind does not have. Variables a text makes for itself (`assign`, `for`) are its own affair. */
function unknownVariables(parsed: Template[], kind: NotificationKind): Fault[] {
  const allowed: readonly string[] = notificationKinds[kind].variables;
  const { globals } = engine.analyzeSync(parsed, { partials: false });
  return Object.values(globals)
    .flat()
    .filter(({ segments }) => !allowed.includes(segments.map(String).join('.')))
    .map((variable) => ({
      line: variable.location.row,
      reason: 'unknown_variable' as const,
      what: variable.segments.map(String).join('.'),
    }));
}

function faultsIn(kind: NotificationKind, text: string): Fault[] {
  try {
    const parsed = engine.parse(text);
    const unknown = unknownVariables(parsed, kind);
    if (unknown.length > 0) return unknown;
    // What only shows when it is filled in: arguments of filters, endless loops.
    engine.renderSync(parsed, exampleScope.en);
    return [];
  } catch (error) {
    return [faultOf(error)];
  }
}

/** Everything wrong in a text, by field and line; empty when it can be used. */
export function judgeTemplate(kind: NotificationKind, means: TextMeans, text: TemplateText): TemplateFault[] {
  const fields = means === 'email' ? (['subject', 'body'] as const) : (['body'] as const);
  return fields.flatMap((field) => {
    if (text[field].trim() === '') return [{ field, line: 1, reason: 'empty' as const, what: '' }];
    return faultsIn(kind, text[field]).map((fault) => ({ field, ...fault }));
  });
}

const fill = (text: string, scope: Scope): string => String(engine.parseAndRenderSync(text, scope)).trim();

/** A text filled in. Empty lines that a left-out part leaves behind are drawn together. Throws where the text cannot be filled in. */
export const fillTemplate = (text: TemplateText, scope: Scope): TemplateText => ({
  subject: fill(text.subject, scope).replace(/\s+/g, ' '),
  body: fill(text.body, scope)
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n'),
});
