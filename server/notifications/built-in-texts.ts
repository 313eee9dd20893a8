import type { NotificationKind, TemplatedMeans } from '@crossdesk/contracts/notifications.ts';
import type { Locale } from '@crossdesk/contracts/scalars.ts';
import type { TemplateText } from './templates.ts';

type Texts = Record<NotificationKind, { subject: string; body: string; sms: string }>;

const ticketEn = `#{{ ticket.number }} {{ ticket.subject }}
Requester: {{ ticket.requester }}
Status: {{ ticket.status }}`;
const footerEn = `View ticket: {{ ticket.url }}

Reply to this email to add an internal comment. To change your notifications, go to My settings.`;

const en: Texts = {
  share_received: {
    subject: '{{ share.from }} shared #{{ ticket.number }} with {{ share.department }}: {{ ticket.subject }}',
    body: `Hi {{ agent.name }},

{{ actor.name }} shared a ticket with {{ share.department }}. Your access level is {{ share.level }}.

${ticketEn}
{% if share.reason != "" %}
Reason: {{ share.reason }}
{% endif %}{% if share.question != "" %}
Question: {{ share.question }}
{% if share.due != "" %}Due: {{ share.due }}
{% endif %}{% endif %}
${footerEn}`,
    sms: '{{ share.from }} shared #{{ ticket.number }} with {{ share.department }} ({{ share.level }}): {{ ticket.subject | truncate: 60 }} {{ ticket.url }}',
  },
  share_changed: {
    subject:
      '{% if share.ended %}#{{ ticket.number }} is no longer shared with {{ share.department }}{% else %}Sharing of #{{ ticket.number }} with {{ share.department }} has changed{% endif %}',
    body: `Hi {{ agent.name }},
{% if share.ended %}
#{{ ticket.number }} is no longer shared with {{ share.department }}. Your comments were kept.
{% else %}
{{ actor.name }} changed how this ticket is shared with {{ share.department }}. Your access level is now {{ share.level }}.

${ticketEn}
{% if share.question != "" %}
Question: {{ share.question }}
{% endif %}
${footerEn}
{% endif %}`,
    sms: '{% if share.ended %}#{{ ticket.number }} is no longer shared with {{ share.department }}.{% else %}#{{ ticket.number }}: {{ share.department }} now has {{ share.level }} access. {{ ticket.url }}{% endif %}',
  },
  share_answered: {
    subject: '{{ share.department }} answered on #{{ ticket.number }}: {{ ticket.subject }}',
    body: `Hi {{ agent.name }},

{{ actor.name }} from {{ share.department }} marked this ticket as done.
{% if share.question != "" %}
Your question: {{ share.question }}
{% endif %}{% if share.answer != "" %}
Answer: {{ share.answer }}
{% endif %}
${ticketEn}

${footerEn}`,
    sms: '{{ share.department }} is done with #{{ ticket.number }}{% if share.answer != "" %}: {{ share.answer | truncate: 100 }}{% endif %} {{ ticket.url }}',
  },
  assigned: {
    subject: 'Assigned to you: #{{ ticket.number }} {{ ticket.subject }}',
    body: `Hi {{ agent.name }},

{{ actor.name }} assigned this ticket to you.

${ticketEn}
{% if ticket.priority != "" %}Priority: {{ ticket.priority }}
{% endif %}
${footerEn}`,
    sms: 'Assigned to you: #{{ ticket.number }} {{ ticket.subject | truncate: 80 }} {{ ticket.url }}',
  },
  action_added: {
    subject:
      '{% if message.count > 1 %}{{ message.count }} new messages{% else %}New message from {{ actor.name }}{% endif %} on #{{ ticket.number }}: {{ ticket.subject }}',
    body: `Hi {{ agent.name }},

{% if message.count > 1 %}There are {{ message.count }} new messages on this ticket. The latest is from {{ actor.name }}:{% else %}{{ actor.name }} added {% if message.internal %}an internal comment{% else %}a message{% endif %}:{% endif %}

{{ message.text }}

${ticketEn}

${footerEn}`,
    sms: '#{{ ticket.number }} {{ actor.name }}: {{ message.text | truncate: 100 }} {{ ticket.url }}',
  },
  due_soon: {
    subject: 'Due soon: #{{ ticket.number }} {{ ticket.subject }}',
    body: `Hi {{ agent.name }},

A time promised to the customer is nearly over on your ticket.

${ticketEn}

${footerEn}`,
    sms: 'Due soon: #{{ ticket.number }} {{ ticket.subject | truncate: 80 }} {{ ticket.url }}',
  },
  overdue: {
    subject: 'Overdue: #{{ ticket.number }} {{ ticket.subject }}',
    body: `Hi {{ agent.name }},

A time promised to the customer is over on your ticket.

${ticketEn}

${footerEn}`,
    sms: 'Overdue: #{{ ticket.number }} {{ ticket.subject | truncate: 80 }} {{ ticket.url }}',
  },
  mentioned: {
    subject: '{{ actor.name }} mentioned you on #{{ ticket.number }}: {{ ticket.subject }}',
    body: `Hi {{ agent.name }},

{{ actor.name }} mentioned you in an internal comment:

{{ message.text }}

${ticketEn}

${footerEn}`,
    sms: '{{ actor.name }} mentioned you on #{{ ticket.number }}: {{ message.text | truncate: 100 }} {{ ticket.url }}',
  },
  transfer_received: {
    subject: '#{{ ticket.number }} was transferred to {{ ticket.department }}: {{ ticket.subject }}',
    body: `Hi {{ agent.name }},

{{ actor.name }} transferred a ticket from {{ transfer.from }} to {{ ticket.department }}. Nobody has been assigned yet.
{% if transfer.reason != "" %}
Reason: {{ transfer.reason }}
{% endif %}
${ticketEn}

${footerEn}`,
    sms: '{{ transfer.from }} transferred #{{ ticket.number }} to {{ ticket.department }}, not assigned yet: {{ ticket.subject | truncate: 60 }} {{ ticket.url }}',
  },
  transferred_away: {
    subject: '{{ actor.name }} transferred your ticket #{{ ticket.number }}: {{ ticket.subject }}',
    body: `Hi {{ agent.name }},

{{ actor.name }} transferred a ticket you were responsible for. It now belongs to {{ ticket.department }}.
{% if transfer.reason != "" %}
Reason: {{ transfer.reason }}
{% endif %}
${ticketEn}

View ticket: {{ ticket.url }}`,
    sms: '{{ actor.name }} transferred your ticket #{{ ticket.number }} to {{ ticket.department }}: {{ ticket.subject | truncate: 60 }} {{ ticket.url }}',
  },
  status_changed: {
    subject: '#{{ ticket.number }} is now {{ ticket.status }}: {{ ticket.subject }}',
    body: `Hi {{ agent.name }},

{{ actor.name }} changed the status of a ticket you follow. It is now {{ ticket.status }}.

${ticketEn}

View ticket: {{ ticket.url }}`,
    sms: '#{{ ticket.number }} is now {{ ticket.status }}: {{ ticket.subject | truncate: 80 }} {{ ticket.url }}',
  },
  ticket_moved: {
    subject: '{{ actor.name }} transferred #{{ ticket.number }}: {{ ticket.subject }}',
    body: `Hi {{ agent.name }},

{{ actor.name }} transferred a ticket you follow. It is now with {{ ticket.department }}.
{% if transfer.reason != "" %}
Reason: {{ transfer.reason }}
{% endif %}
${ticketEn}

View ticket: {{ ticket.url }}`,
    sms: '{{ actor.name }} transferred #{{ ticket.number }}, now with {{ ticket.department }}: {{ ticket.subject | truncate: 60 }} {{ ticket.url }}',
  },
  answered_in_absence: {
    subject: '{{ actor.name }} replied on #{{ ticket.number }} while {{ absence.agent }} is away: {{ ticket.subject }}',
    body: `Hi {{ agent.name }},

{{ actor.name }} replied while {{ absence.agent }}, who is responsible for this ticket, is away.{% if absence.substitute != "" %} {{ absence.substitute }} is the substitute.{% endif %}

{{ message.text }}

${ticketEn}

${footerEn}`,
    sms: '{{ actor.name }} replied on #{{ ticket.number }} while {{ absence.agent }} is away: {{ message.text | truncate: 80 }} {{ ticket.url }}',
  },
};

const ticketJa = `#{{ ticket.number }} {{ ticket.subject }}
依頼者：{{ ticket.requester }}
ステータス：{{ ticket.status }}`;
const footerJa = `チケットを開く：{{ ticket.url }}

このメールに返信すると、社内コメントとして追加されます。通知の設定は「個人設定」で変更できます。`;

const ja: Texts = {
  share_received: {
    subject: '{{ share.from }}が{{ share.department }}に #{{ ticket.number }} を共有しました：{{ ticket.subject }}',
    body: `{{ agent.name }} さん

{{ actor.name }} さんが{{ share.department }}にチケットを共有しました。アクセス権：{{ share.level }}

${ticketJa}
{% if share.reason != "" %}
理由：{{ share.reason }}
{% endif %}{% if share.question != "" %}
依頼：{{ share.question }}
{% if share.due != "" %}期限：{{ share.due }}
{% endif %}{% endif %}
${footerJa}`,
    sms: '{{ share.from }}が{{ share.department }}に共有（{{ share.level }}） #{{ ticket.number }} {{ ticket.subject | truncate: 30 }} {{ ticket.url }}',
  },
  share_changed: {
    subject:
      '{% if share.ended %}#{{ ticket.number }} の{{ share.department }}への共有が終了しました{% else %}#{{ ticket.number }} の{{ share.department }}への共有が変更されました{% endif %}',
    body: `{{ agent.name }} さん
{% if share.ended %}
#{{ ticket.number }} の{{ share.department }}への共有が終了しました。これまでのコメントは残ります。
{% else %}
{{ actor.name }} さんが{{ share.department }}への共有を変更しました。現在のアクセス権：{{ share.level }}

${ticketJa}
{% if share.question != "" %}
依頼：{{ share.question }}
{% endif %}
${footerJa}
{% endif %}`,
    sms: '{% if share.ended %}#{{ ticket.number }} の{{ share.department }}への共有が終了しました。{% else %}#{{ ticket.number }}：{{ share.department }}のアクセス権が「{{ share.level }}」に変更されました。 {{ ticket.url }}{% endif %}',
  },
  share_answered: {
    subject: '{{ share.department }}から回答がありました #{{ ticket.number }}：{{ ticket.subject }}',
    body: `{{ agent.name }} さん

{{ share.department }}の{{ actor.name }} さんが対応を完了しました。
{% if share.question != "" %}
依頼：{{ share.question }}
{% endif %}{% if share.answer != "" %}
回答：{{ share.answer }}
{% endif %}
${ticketJa}

${footerJa}`,
    sms: '{{ share.department }}が #{{ ticket.number }} の対応を完了{% if share.answer != "" %}：{{ share.answer | truncate: 40 }}{% endif %} {{ ticket.url }}',
  },
  assigned: {
    subject: '担当者に設定されました #{{ ticket.number }}：{{ ticket.subject }}',
    body: `{{ agent.name }} さん

{{ actor.name }} さんがこのチケットをあなたに割り当てました。

${ticketJa}
{% if ticket.priority != "" %}優先度：{{ ticket.priority }}
{% endif %}
${footerJa}`,
    sms: '#{{ ticket.number }} の担当者に設定されました：{{ ticket.subject | truncate: 30 }} {{ ticket.url }}',
  },
  action_added: {
    subject:
      '{% if message.count > 1 %}新着メッセージ {{ message.count }} 件{% else %}{{ actor.name }} さんからの新着メッセージ{% endif %} #{{ ticket.number }}：{{ ticket.subject }}',
    body: `{{ agent.name }} さん

{% if message.count > 1 %}チケットに新しいメッセージが {{ message.count }} 件あります。最新は {{ actor.name }} さんからのメッセージです。{% else %}{{ actor.name }} さんがチケットに{% if message.internal %}社内コメント{% else %}メッセージ{% endif %}を追加しました。{% endif %}

{{ message.text }}

${ticketJa}

${footerJa}`,
    sms: '#{{ ticket.number }} {{ actor.name }}：{{ message.text | truncate: 40 }} {{ ticket.url }}',
  },
  due_soon: {
    subject: 'まもなく期限です #{{ ticket.number }}：{{ ticket.subject }}',
    body: `{{ agent.name }} さん

担当チケットで、お客様に約束した時間の期限が近づいています。

${ticketJa}

${footerJa}`,
    sms: 'まもなく期限です #{{ ticket.number }} {{ ticket.subject | truncate: 30 }} {{ ticket.url }}',
  },
  overdue: {
    subject: '期限を過ぎました #{{ ticket.number }}：{{ ticket.subject }}',
    body: `{{ agent.name }} さん

担当チケットで、お客様に約束した時間の期限を過ぎました。

${ticketJa}

${footerJa}`,
    sms: '期限を過ぎました #{{ ticket.number }} {{ ticket.subject | truncate: 30 }} {{ ticket.url }}',
  },
  mentioned: {
    subject: '{{ actor.name }} さんがあなたをメンションしました #{{ ticket.number }}：{{ ticket.subject }}',
    body: `{{ agent.name }} さん

{{ actor.name }} さんが社内コメントであなたをメンションしました。

{{ message.text }}

${ticketJa}

${footerJa}`,
    sms: '{{ actor.name }} さんがあなたをメンションしました #{{ ticket.number }}：{{ message.text | truncate: 60 }} {{ ticket.url }}',
  },
  transfer_received: {
    subject: '#{{ ticket.number }} が{{ ticket.department }}に移管されました：{{ ticket.subject }}',
    body: `{{ agent.name }} さん

{{ actor.name }} さんが{{ transfer.from }}から{{ ticket.department }}にチケットを移管しました。担当者はまだ決まっていません。
{% if transfer.reason != "" %}
理由：{{ transfer.reason }}
{% endif %}
${ticketJa}

${footerJa}`,
    sms: '{{ transfer.from }}から{{ ticket.department }}に移管（担当者未定） #{{ ticket.number }} {{ ticket.subject | truncate: 30 }} {{ ticket.url }}',
  },
  transferred_away: {
    subject: '{{ actor.name }} さんが担当チケットを移管しました #{{ ticket.number }}：{{ ticket.subject }}',
    body: `{{ agent.name }} さん

{{ actor.name }} さんが、あなたの担当していたチケットを移管しました。現在は{{ ticket.department }}のチケットです。
{% if transfer.reason != "" %}
理由：{{ transfer.reason }}
{% endif %}
${ticketJa}

チケットを開く：{{ ticket.url }}`,
    sms: '{{ actor.name }} さんが担当チケット #{{ ticket.number }} を{{ ticket.department }}に移管しました：{{ ticket.subject | truncate: 30 }} {{ ticket.url }}',
  },
  status_changed: {
    subject: 'ステータスが「{{ ticket.status }}」になりました #{{ ticket.number }}：{{ ticket.subject }}',
    body: `{{ agent.name }} さん

フォロー中のチケットのステータスを{{ actor.name }} さんが変更しました。現在のステータスは「{{ ticket.status }}」です。

${ticketJa}

チケットを開く：{{ ticket.url }}`,
    sms: '#{{ ticket.number }} のステータス：{{ ticket.status }} {{ ticket.subject | truncate: 40 }} {{ ticket.url }}',
  },
  ticket_moved: {
    subject: '{{ actor.name }} さんがチケットを移管しました #{{ ticket.number }}：{{ ticket.subject }}',
    body: `{{ agent.name }} さん

フォロー中のチケットを{{ actor.name }} さんが移管しました。現在は{{ ticket.department }}のチケットです。
{% if transfer.reason != "" %}
理由：{{ transfer.reason }}
{% endif %}
${ticketJa}

チケットを開く：{{ ticket.url }}`,
    sms: '{{ actor.name }} さんが #{{ ticket.number }} を移管しました（現在：{{ ticket.department }}）：{{ ticket.subject | truncate: 30 }} {{ ticket.url }}',
  },
  answered_in_absence: {
    subject: '{{ absence.agent }} さんの離席中に返信がありました #{{ ticket.number }}：{{ ticket.subject }}',
    body: `{{ agent.name }} さん

担当の{{ absence.agent }} さんの離席中に、{{ actor.name }} さんから返信がありました。{% if absence.substitute != "" %}代理は{{ absence.substitute }} さんです。{% endif %}

{{ message.text }}

${ticketJa}

${footerJa}`,
    sms: '{{ absence.agent }} さんの離席中に返信がありました #{{ ticket.number }} {{ actor.name }}：{{ message.text | truncate: 50 }} {{ ticket.url }}',
  },
};

/** The built-in text, used until an administrator edits it and after a reset. */
export function builtInText(kind: NotificationKind, means: TemplatedMeans, locale: Locale): TemplateText {
  const { subject, body, sms } = (locale === 'ja' ? ja : en)[kind];
  return means === 'sms' ? { subject: '', body: sms } : { subject, body };
}
