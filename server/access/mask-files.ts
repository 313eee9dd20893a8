import { readableText } from '../platform/html-map.ts';
import { normalized } from './fold.ts';
import { type Mask, maskText } from './mask.ts';

const textDecoder = new TextDecoder();
const windowsDecoder = new TextDecoder('windows-1252');
const japaneseDecoder = new TextDecoder('shift_jis');

const character = (digits: string): string => {
  const code = Number.parseInt(digits, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
};

/** Decodes the escapes of JSON, JavaScript and SQL. */
const unescaped = (text: string): string =>
  text.replace(/\\(?:u([0-9a-f]{4})|u\{([0-9a-f]{1,6})\}|x([0-9a-f]{2})|([0-9a-f]{4}))/gi, (_, ...digits) =>
    String.fromCharCode(Number.parseInt(String(digits.slice(0, 4).find(Boolean)), 16)),
  );

/** Decodes the escapes of style sheets. */
const unescapedCss = (text: string): string =>
  text.replace(/\\([0-9a-f]{1,6}) ?/gi, (_, digits: string) => character(digits));

const withoutEntities = (text: string): string => readableText(text.replaceAll('<', '\n'));
const withoutTags = (text: string): string => text.replace(/<[a-z/!?][^<>]*>/gi, '');

const fromQuotedPrintable = (text: string): string =>
  text
    .replace(/=\r?\n/g, '')
    .replace(/(?:=[0-9A-F]{2})+/gi, (run) => textDecoder.decode(Buffer.from(run.replaceAll('=', ''), 'hex')));

/** The text of a rich text document, without its formatting. */
function fromRichText(text: string, decoder: TextDecoder): string {
  return text
    .replace(/\\u(-?\d{1,6}) ?(?:\\'[0-9a-f]{2}|\?)?/gi, (_, code: string) =>
      String.fromCharCode(Number(code) & 0xffff),
    )
    .replace(/(?:\\'[0-9a-f]{2})+/gi, (run) => decoder.decode(Buffer.from(run.replace(/\\'/g, ''), 'hex')))
    .replace(/\\(?:par|line|tab|cell|row)\b ?/g, '\n')
    .replace(/\\[a-z]{1,32}-?\d{0,10} ?|[{}]/gi, '');
}

/** What a reader may see of a text file when its escapes are decoded and its tags removed. */
function decodedForms(text: string): string[] {
  const forms = [text, unescaped(text), unescapedCss(text)].flatMap((one) => {
    const tagless = withoutTags(one);
    return [one, tagless, withoutEntities(one), withoutEntities(tagless)];
  });
  if (text.startsWith('{\\rtf')) {
    forms.push(fromRichText(text, windowsDecoder), fromRichText(text, japaneseDecoder));
  }
  return [...new Set([...forms, fromQuotedPrintable(text)])];
}

const encodedParts = /^content-transfer-encoding:[ \t]{0,20}(?:base64|quoted-printable)/im;

/**
 * Masks a text file. Null if the customer would still be readable, for example in escapes: such a
 * file is withheld.
 */
export function maskTextFile(of: Mask | null, text: string): string | null {
  if (!of?.customer) return text;
  if (encodedParts.test(text)) return null;
  const mask = (one: string) => maskText(of, one, { everyAddress: true });
  const masked = mask(text);
  return decodedForms(masked).every((form) => mask(form) === normalized(form)) ? masked : null;
}
