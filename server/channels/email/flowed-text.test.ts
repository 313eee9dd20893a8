import { expect, test } from 'vitest';
import { givenMail } from './given.ts';

const flowed = async (body: string, more = '') =>
  (await givenMail({ 'Content-Type': `text/plain; charset=utf-8; format=flowed${more}` }, body)).text;

test.each([
  ['joins the lines of a paragraph', 'One \r\nparagraph.\r\nNext', 'One paragraph.\nNext'],
  ['keeps an answer below a quoted line apart from it', '> Hi \r\nHello', '> Hi \nHello'],
  ['keeps quotations of different depths apart', '>> Old \r\n> Newer \r\n> text', '>> Old \n> Newer text'],
  ['joins quoted lines without their marks', '> Where is \r\n> the parcel?\r\nHere', '> Where is the parcel?\nHere'],
  ['removes the space put before ">" and "From"', ' > not quoted\r\n From me', '> not quoted\nFrom me'],
  ['keeps the separator of a signature', 'Thanks \r\n-- \r\nMina', 'Thanks \n-- \nMina'],
])('flowed text: %s', async (_name, body, text) => {
  expect(await flowed(body)).toBe(text);
});

test('flowed text with delsp joins without the space', async () => {
  expect(await flowed('届き \r\nました。', '; delsp=yes')).toBe('届きました。');
});
