import { companyNames, ownDomain } from './company.ts';
import type { Facts } from './facts.ts';
import type { Random } from './random.ts';

type TextMark = { text: string; x: number; y: number; size: number; isBold?: true };

/**
 * A PDF string of the standard fonts: Latin-1 only, other characters as a question mark;
 * parentheses and backslashes escaped (PDF 1.7, 7.3.4.2).
 */
const pdfString = (text: string): string =>
  [...text.replaceAll('€', 'EUR ').replaceAll('円', ' JPY')]
    .map((sign) => ((sign.codePointAt(0) ?? 63) < 256 ? sign : '?'))
    .join('')
    .replace(/[\\()]/g, '\\$&');

/** An A4 page with text and thin lines as a PDF. */
function pdf(marks: readonly TextMark[], rules: readonly number[]): Buffer {
  const content = [
    '0.4 w',
    ...rules.map((y) => `60 ${y} m 535 ${y} l S`),
    ...marks.map(
      ({ text, x, y, size, isBold }) =>
        `BT /${isBold ? 'F2' : 'F1'} ${size} Tf ${x} ${y} Td (${pdfString(text)}) Tj ET`,
    ),
  ].join('\n');
  const font = (name: string) => `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>',
    `<< /Length ${Buffer.byteLength(content, 'latin1')} >>\nstream\n${content}\nendstream`,
    font('Helvetica'),
    font('Helvetica-Bold'),
  ];
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  file += `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}

const letterhead: readonly TextMark[] = [
  { text: companyNames.en, x: 60, y: 770, size: 20, isBold: true },
  { text: `7 Swallow Lane, Harbour District · billing@${ownDomain}`, x: 60, y: 752, size: 9 },
];

/** An invoice with one or two lines. */
export function invoicePdf(facts: Facts, at: Date, random: Random): Buffer {
  const net = random.between(40, 900);
  const rows = [
    [facts.product, net],
    ['Shipping', 0],
  ] as const;
  const vat = net * 0.2;
  return pdf(
    [
      ...letterhead,
      { text: `Invoice ${facts.invoice}`, x: 60, y: 700, size: 16, isBold: true },
      { text: `Date: ${at.toISOString().slice(0, 10)}`, x: 60, y: 678, size: 10 },
      { text: `Order: ${facts.order}`, x: 60, y: 664, size: 10 },
      { text: `For: ${facts.company}`, x: 320, y: 678, size: 10 },
      { text: facts.city, x: 320, y: 664, size: 10 },
      { text: 'Description', x: 60, y: 620, size: 10, isBold: true },
      { text: 'Amount', x: 470, y: 620, size: 10, isBold: true },
      ...rows.flatMap(([text, amount], row): TextMark[] => [
        { text, x: 60, y: 592 - row * 20, size: 10 },
        { text: amount.toFixed(2), x: 470, y: 592 - row * 20, size: 10 },
      ]),
      { text: 'VAT 20 %', x: 360, y: 540, size: 10 },
      { text: vat.toFixed(2), x: 470, y: 540, size: 10 },
      { text: 'Total EUR', x: 360, y: 518, size: 11, isBold: true },
      { text: (net + vat).toFixed(2), x: 470, y: 518, size: 11, isBold: true },
      { text: 'Payable within 14 days. Thank you for your order.', x: 60, y: 460, size: 10 },
    ],
    [612, 560, 508],
  );
}

/** A short letter: a return label, a confirmation or an agreement. */
export function letterPdf(facts: Facts, at: Date): Buffer {
  const lines = [
    `Reference: ${facts.order} / ${facts.parcel}`,
    '',
    'This letter confirms what we agreed in our conversation.',
    'Please keep it for your records. It is valid without a signature.',
    '',
    'If you need to return anything, write the reference on the box',
    'and drop it off at any parcel shop, free of charge.',
  ];
  return pdf(
    [
      ...letterhead,
      { text: at.toISOString().slice(0, 10), x: 60, y: 700, size: 10 },
      { text: 'Confirmation', x: 60, y: 668, size: 15, isBold: true },
      ...lines.map((text, row): TextMark => ({ text, x: 60, y: 636 - row * 18, size: 11 })),
    ],
    [740],
  );
}

/** A statement of transactions as CSV. */
export function statementCsv(facts: Facts, at: Date, random: Random): Buffer {
  const rows = ['date,reference,description,amount,currency'];
  for (let index = 0; index < 24; index++) {
    const day = new Date(at.getTime() - (24 - index) * 86_400_000).toISOString().slice(0, 10);
    const text =
      index > 20 ? `Order ${facts.order}` : random.pick(['Groceries', 'Fuel', 'Rent', 'Order', 'Train ticket']);
    rows.push(
      `${day},TX${random.between(100000, 999999)},"${text}, ${facts.city}",-${random.between(4, 300)}.${random.between(10, 99)},EUR`,
    );
  }
  return Buffer.from(`\uFEFF${rows.join('\r\n')}\r\n`);
}

/** A webhook log. */
export function logText(facts: Facts, at: Date, random: Random): Buffer {
  const lines: string[] = [];
  for (let index = 0; index < 40; index++) {
    const when = new Date(at.getTime() - (40 - index) * random.between(600, 1400)).toISOString();
    const isBad = random.happens(0.3);
    lines.push(
      isBad
        ? `${when} WARN  webhook order.shipped id=evt_${random.between(10_000, 99_999)} signature mismatch city="${facts.city}"`
        : `${when} INFO  webhook order.shipped id=evt_${random.between(10_000, 99_999)} 200 ${random.between(8, 90)}ms`,
    );
  }
  return Buffer.from(`${lines.join('\n')}\n`);
}
