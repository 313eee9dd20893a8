import type { NotificationKind, TemplatedMeans } from '@crossdesk/contracts/notifications.ts';
import type { Locale } from '@crossdesk/contracts/scalars.ts';
import type { TemplateText } from './templates.ts';

type Texts = Record<NotificationKind, { subject: string; body: string; sms: string }>;

const aboutEn = `#{{ ticket.number }} {{ ticket.subject }}
Customer: {{ ticket.requester }}
Status: {{ ticket.status }}`;
const footEn = `{{ ticket.url }}

Answer this mail to add an internal comment. What you are told, and how, is under My settings.`;

const en: Texts = {
  share_received: {
    subject: '{{ share.from }} shared #{{ ticket.number }} with {{ share.department }}: {{ ticket.subject }}',
    body: `Hello {{ agent.name }},

{{ actor.name }} shared a ticket with {{ share.department }}. Your access: {{ share.level }}.

${aboutEn}
{% if share.reason != "" %}
Why: {{ share.reason }}
{% endif %}{% if share.question != "" %}
You are asked: {{ share.question }}
{% if share.due != "" %}Until: {{ share.due }}
{% endif %}{% endif %}
${footEn}`,
    sms: '{{ share.from }} shared #{{ ticket.number }} with {{ share.department }} ({{ share.level }}): {{ ticket.subject | truncate: 60 }} {{ ticket.url }}',
  },
  share_changed: {
    subject:
      '{% if share.ended %}#{{ ticket.number }} is no longer shared with {{ share.department }}{% else %}The sharing of #{{ ticket.number }} with {{ share.department }} has changed{% endif %}',
    body: `Hello {{ agent.name }},
{% if share.ended %}
#{{ ticket.number }} is no longer shared with {{ share.department }}. What you wrote there stays.
{% else %}
{{ actor.name }} changed how this ticket is shared with {{ share.department }}. Your access: {{ share.level }}.

${aboutEn}
{% if share.question != "" %}
You are asked: {{ share.question }}
{% endif %}
${footEn}
{% endif %}`,
    sms: '{% if share.ended %}#{{ ticket.number }} is no longer shared with {{ share.department }}.{% else %}#{{ ticket.number }}: {{ share.department }} now has {{ share.level }} access. {{ ticket.url }}{% endif %}',
  },
  share_answered: {
    subject: '{{ share.department }} answered on #{{ ticket.number }}: {{ ticket.subject }}',
    body: `Hello {{ agent.name }},

{{ actor.name }} of {{ share.department }} is done.
{% if share.question != "" %}
You asked: {{ share.question }}
{% endif %}{% if share.answer != "" %}
The answer: {{ share.answer }}
{% endif %}
${aboutEn}

${footEn}`,
    sms: '{{ share.department }} is done with #{{ ticket.number }}{% if share.answer != "" %}: {{ share.answer | truncate: 100 }}{% endif %} {{ ticket.url }}',
  },
  assigned: {
    subject: '#{{ ticket.number }} is yours: {{ ticket.subject }}',
    body: `Hello {{ agent.name }},

{{ actor.name }} made you responsible for this ticket.

${aboutEn}
{% if ticket.priority != "" %}Priority: {{ ticket.priority }}
{% endif %}
${footEn}`,
    sms: '#{{ ticket.number }} is yours: {{ ticket.subject | truncate: 80 }} {{ ticket.url }}',
  },
  action_added: {
    subject:
      '{% if message.count > 1 %}{{ message.count }} new actions{% else %}{{ actor.name }} wrote{% endif %} on #{{ ticket.number }}: {{ ticket.subject }}',
    body: `Hello {{ agent.name }},

{% if message.count > 1 %}There are {{ message.count }} new actions on your ticket. The last, by {{ actor.name }}:{% else %}{{ actor.name }} added {% if message.internal %}an internal comment{% else %}a message{% endif %} to your ticket:{% endif %}

{{ message.text }}

${aboutEn}

${footEn}`,
    sms: '#{{ ticket.number }} {{ actor.name }}: {{ message.text | truncate: 100 }} {{ ticket.url }}',
  },
  mentioned: {
    subject: '{{ actor.name }} mentioned you on #{{ ticket.number }}: {{ ticket.subject }}',
    body: `Hello {{ agent.name }},

{{ actor.name }} wrote to you in an internal comment:

{{ message.text }}

${aboutEn}

${footEn}`,
    sms: '{{ actor.name }} mentioned you on #{{ ticket.number }}: {{ message.text | truncate: 100 }} {{ ticket.url }}',
  },
};

const aboutJa = `#{{ ticket.number }} {{ ticket.subject }}
顧客：{{ ticket.requester }}
ステータス：{{ ticket.status }}`;
const footJa = `{{ ticket.url }}

このメールに返信すると、社内コメントとして追加されます。通知の内容と方法は「個人設定」で変更できます。`;

const ja: Texts = {
  share_received: {
    subject: '{{ share.from }}から{{ share.department }}に共有 #{{ ticket.number }}：{{ ticket.subject }}',
    body: `{{ agent.name }} さん

{{ actor.name }} さんが {{ share.department }} にチケットを共有しました。アクセス権：{{ share.level }}

${aboutJa}
{% if share.reason != "" %}
理由：{{ share.reason }}
{% endif %}{% if share.question != "" %}
依頼：{{ share.question }}
{% if share.due != "" %}期限：{{ share.due }}
{% endif %}{% endif %}
${footJa}`,
    sms: '{{ share.from }}から{{ share.department }}に共有（{{ share.level }}） #{{ ticket.number }} {{ ticket.subject | truncate: 30 }} {{ ticket.url }}',
  },
  share_changed: {
    subject:
      '{% if share.ended %}#{{ ticket.number }} と{{ share.department }}の共有が終了しました{% else %}#{{ ticket.number }} と{{ share.department }}の共有が変更されました{% endif %}',
    body: `{{ agent.name }} さん
{% if share.ended %}
#{{ ticket.number }} と {{ share.department }} の共有は終了しました。書き込みは残ります。
{% else %}
{{ actor.name }} さんが {{ share.department }} との共有を変更しました。アクセス権：{{ share.level }}

${aboutJa}
{% if share.question != "" %}
依頼：{{ share.question }}
{% endif %}
${footJa}
{% endif %}`,
    sms: '{% if share.ended %}#{{ ticket.number }} と{{ share.department }}の共有は終了しました。{% else %}#{{ ticket.number }}：{{ share.department }}のアクセス権は「{{ share.level }}」です。 {{ ticket.url }}{% endif %}',
  },
  share_answered: {
    subject: '{{ share.department }}から回答 #{{ ticket.number }}：{{ ticket.subject }}',
    body: `{{ agent.name }} さん

{{ share.department }} の {{ actor.name }} さんが完了しました。
{% if share.question != "" %}
依頼：{{ share.question }}
{% endif %}{% if share.answer != "" %}
回答：{{ share.answer }}
{% endif %}
${aboutJa}

${footJa}`,
    sms: '{{ share.department }}が #{{ ticket.number }} を完了{% if share.answer != "" %}：{{ share.answer | truncate: 40 }}{% endif %} {{ ticket.url }}',
  },
  assigned: {
    subject: '担当になりました #{{ ticket.number }}：{{ ticket.subject }}',
    body: `{{ agent.name }} さん

{{ actor.name }} さんがあなたを担当者にしました。

${aboutJa}
{% if ticket.priority != "" %}優先度：{{ ticket.priority }}
{% endif %}
${footJa}`,
    sms: '#{{ ticket.number }} の担当になりました：{{ ticket.subject | truncate: 30 }} {{ ticket.url }}',
  },
  action_added: {
    subject:
      '{% if message.count > 1 %}新しいアクション {{ message.count }} 件{% else %}{{ actor.name }} さんの書き込み{% endif %} #{{ ticket.number }}：{{ ticket.subject }}',
    body: `{{ agent.name }} さん

{% if message.count > 1 %}担当チケットに新しいアクションが {{ message.count }} 件あります。最新は {{ actor.name }} さんです。{% else %}{{ actor.name }} さんが担当チケットに{% if message.internal %}社内コメント{% else %}メッセージ{% endif %}を追加しました。{% endif %}

{{ message.text }}

${aboutJa}

${footJa}`,
    sms: '#{{ ticket.number }} {{ actor.name }}：{{ message.text | truncate: 40 }} {{ ticket.url }}',
  },
  mentioned: {
    subject: '{{ actor.name }} さんからのメンション #{{ ticket.number }}：{{ ticket.subject }}',
    body: `{{ agent.name }} さん

{{ actor.name }} さんが社内コメントであなたに呼びかけています。

{{ message.text }}

${aboutJa}

${footJa}`,
    sms: '{{ actor.name }} さんからメンション #{{ ticket.number }}：{{ message.text | truncate: 60 }} {{ ticket.url }}',
  },
};

/** The built-in text, used until an administrator edits it and after a reset. */
export function builtInText(kind: NotificationKind, means: TemplatedMeans, locale: Locale): TemplateText {
  const { subject, body, sms } = (locale === 'ja' ? ja : en)[kind];
  return means === 'sms' ? { subject: '', body: sms } : { subject, body };
}
