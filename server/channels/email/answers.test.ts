import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MailApp, newVerifiedAddress, startMailApp } from '../../testing/mail-app.ts';
import { minute } from '../../testing/test-app.ts';
import { findAnswers } from './answers.ts';

describe('finding answers in a quotation', () => {
  const earlier = ['How many boxes are missing?\nWhich colour do they have? Please answer soon, thank you.\nOK'];
  const cases: [string, string[], number[]][] = [
    ['a quotation as sent has none', ['How many boxes are missing?', 'Which colour do they have?'], []],
    ['a line of its own', ['How many boxes are missing?', 'Three.'], [1]],
    ['a word behind a question', ['How many boxes are missing? Three.'], [0]],
    ['lines that are wrapped differently', ['Which colour do they', 'have? Please answer soon,', '> thank you.'], []],
    ['a short word that is part of another one', ['Which colour do they have?', 'soon'], [1]],
    ['a short line that was a line before', ['ok'], []],
    ['other punctuation and width', ['How many boxes are missing？', '–––'], []],
    ['Japanese', ['赤です。', 'How many boxes are missing?'], [0]],
  ];
  test.each(cases)('%s', (_name, lines, answers) => {
    expect(findAnswers(lines, earlier)).toEqual(answers);
  });
});

describe('a quotation', () => {
  let mail: MailApp;
  beforeAll(async () => {
    mail = await startMailApp();
  });
  afterAll(() => mail.close());

  /** A ticket in which the agent asked; returns what to reply to. */
  const asked = async (from: string) => {
    await mail.send({ from });
    const { number } = (await mail.ticketOf(from)).ticket;
    const html = '<p>How many boxes are missing?</p><p>Which colour do they have?</p>';
    await mail.desk.call(mail.agent, 'reply', { params: { number }, body: { html } });
    mail.desk.clock.move(minute);
    await mail.desk.runJobs();
    return mail.desk.mail.lastTo(from);
  };
  const outlook = (body: string) =>
    `<p>See <span style="color:red">below</span>.</p><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>From:</b> Support<br><b>Sent:</b> Monday, November 2, 2026 10:12<br><b>To:</b> Ann<br><b>Subject:</b> RE: Order</p></div>${body}`;

  test.each<[string, string, string[]]>([
    [
      'paragraphs',
      '<p>How many boxes are missing?</p><p style="color:red">Three.</p><p>Which colour do they have?</p>',
      ['Three.'],
    ],
    [
      'the same paragraph',
      '<p>How many boxes are missing? <b style="color:#c00">Three</b></p><p>Which colour do they have?</p>',
      ['How many boxes are missing? ', 'Three'],
    ],
    [
      'a table',
      '<p>How many boxes are missing?</p><table><tr><td bgcolor="#ffff00">Box 17</td><td>red</td></tr></table>',
      ['Box 17', 'red'],
    ],
  ])('with answers in %s is shown, with its colors, and the answers are marked', async (_name, body, marked) => {
    const from = newVerifiedAddress();
    const reply = await asked(from);
    await mail.send({ from, inReplyTo: `<${reply.messageId}>`, html: outlook(body), text: undefined });
    const { last } = await mail.ticketOf(from);
    expect(last.quotedHtml).toBeNull();
    expect(last.html).toMatch(/color:red|color:#c00|bgcolor="#ffff00"/);
    expect([...last.html.matchAll(/<span data-answer="">([^<]*)/g)].map((match) => match[1])).toEqual(marked);
    expect(last.html).not.toContain('data-line');
    expect(last.text).toContain(marked.at(-1));
  });

  test('without answers is folded', async () => {
    const from = newVerifiedAddress();
    const reply = await asked(from);
    const body = '<p>How many boxes are missing?</p><p>Which colour do they have?</p>';
    await mail.send({ from, inReplyTo: `<${reply.messageId}>`, html: outlook(body), text: undefined });
    const { last } = await mail.ticketOf(from);
    expect(last.quotedHtml).toContain('How many boxes');
    expect(last.quotedHtml).not.toContain('data-');
    expect(last.html).not.toContain('How many boxes');
  });

  test('of plain text with an answer is shown as a quotation', async () => {
    const from = newVerifiedAddress();
    const reply = await asked(from);
    const text =
      'See below.\n\nOn 2 Nov 2026 10:12, Support wrote:\n> How many boxes are missing?\n> Three boxes!!\n> Which colour do they have?';
    await mail.send({ from, inReplyTo: `<${reply.messageId}>`, text });
    const { last } = await mail.ticketOf(from);
    expect(last.html).toContain('<blockquote>');
    expect(last.html).toMatch(/data-answer=""[^>]*>Three boxes!!/);
  });

  test('in a new ticket, where no earlier message has it, is not folded', async () => {
    const from = newVerifiedAddress();
    await mail.send({ from, subject: 'Re: Order', html: outlook('<p>Old words</p>'), text: undefined });
    const { last } = await mail.ticketOf(from);
    expect([last.quotedHtml, last.html.includes('Old words'), last.html.includes('data-answer')]).toEqual([
      null,
      true,
      false,
    ]);
  });

  test('cannot be marked by the sender', async () => {
    const from = newVerifiedAddress();
    await mail.send({ from, html: '<p data-answer="">x</p><p data-line="1">y</p>', text: undefined });
    expect((await mail.ticketOf(from)).last.html).not.toContain('data-');
  });
});
