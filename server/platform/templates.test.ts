import { describe, expect, test } from 'vitest';
import { fillRichText, validateRichText } from './templates.ts';

const scope = { ticket: { number: 1042, subject: '<b>Fish & Chips</b>' }, agent: { name: 'Ken Sato' } };
const allowed = ['ticket.number', 'ticket.subject', 'agent.name'];
const errorsIn = (html: string) => validateRichText(html, allowed, scope).map((one) => [one.reason, one.what]);

describe('an HTML template', () => {
  test('escapes values', () => {
    expect(fillRichText('<p>#{{ ticket.number }} <b>{{ticket.subject}}</b></p>', scope)).toBe(
      '<p>#1042 <b>&lt;b&gt;Fish &amp; Chips&lt;/b&gt;</b></p>',
    );
    expect(fillRichText('<p>{{ ticket.subject | raw }}</p><script>x</script>', scope)).toBe(
      '<p><b>Fish &amp; Chips</b></p>',
    );
    const link = '<a href="{{ ticket.subject }}">x</a>';
    expect(fillRichText(link, { ticket: { subject: '" onclick="x()' } })).not.toContain('onclick');
  });

  test('decodes entities the editor wrote between braces', () => {
    const html =
      '<p>{% if ticket.number &gt; 1000 %}new&nbsp;{{&nbsp;agent.name | append: &quot;!&quot; }}{% endif %}</p>';
    expect(errorsIn(html)).toEqual([]);
    expect(fillRichText(html, scope)).toBe('<p>new\u00a0Ken Sato!</p>');
  });

  test.each([
    ['{{ customer.card }}', ['unknown_variable', 'customer.card']],
    ['{{ agent.name | shout }}', ['unknown_filter', 'shout']],
    ["{% include 'x' %}", ['unknown_tag', 'include']],
    ['{{ agent.name', ['syntax', expect.any(String)]],
    ['{% for i in (1..99999999) %}x{% endfor %}', ['too_long', expect.any(String)]],
  ])('reports the error in %s', (html, fault) => {
    expect(errorsIn(`<p>${html}</p>`)).toEqual([fault]);
  });
});
