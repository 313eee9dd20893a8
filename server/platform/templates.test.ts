import { describe, expect, test } from 'vitest';
import { fillRichText, validateRichText } from './templates.ts';

const scope = { ticket: { number: 1042, subject: '<b>Fish & Chips</b>' }, agent: { name: 'Ken Sato' } };
const allowed = ['ticket.number', 'ticket.subject', 'agent.name'];
const judge = (html: string) => validateRichText(html, allowed, scope).map((one) => [one.reason, one.what]);

describe('a rich text with variables', () => {
  test('takes what is filled in as text, whatever signs are in it', () => {
    expect(fillRichText('<p>#{{ ticket.number }} <b>{{ticket.subject}}</b></p>', scope)).toBe(
      '<p>#1042 <b>&lt;b&gt;Fish &amp; Chips&lt;/b&gt;</b></p>',
    );
    expect(fillRichText('<p>{{ ticket.subject | raw }}</p><script>x</script>', scope)).toBe(
      '<p><b>Fish &amp; Chips</b></p>',
    );
    const link = '<a href="{{ ticket.subject }}">x</a>';
    expect(fillRichText(link, { ticket: { subject: '" onclick="x()' } })).not.toContain('onclick');
  });

  test('reads its braces as they were typed, also where the editor wrote them as entities', () => {
    const html =
      '<p>{% if ticket.number &gt; 1000 %}new&nbsp;{{&nbsp;agent.name | append: &quot;!&quot; }}{% endif %}</p>';
    expect(judge(html)).toEqual([]);
    expect(fillRichText(html, scope)).toBe('<p>new\u00a0Ken Sato!</p>');
  });

  test.each([
    ['{{ customer.card }}', ['unknown_variable', 'customer.card']],
    ['{{ agent.name | shout }}', ['unknown_filter', 'shout']],
    ["{% include 'x' %}", ['unknown_tag', 'include']],
    ['{{ agent.name', ['syntax', expect.any(String)]],
    ['{% for i in (1..99999999) %}x{% endfor %}', ['too_long', expect.any(String)]],
  ])('names what is wrong in %s', (html, fault) => {
    expect(judge(`<p>${html}</p>`)).toEqual([fault]);
  });
});
