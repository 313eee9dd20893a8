import { operatorNamed, type SearchOperator } from './operators.ts';

/**
 * One part of a search. `start` and `end` are its place in the text. Excluded terms begin with a
 * minus sign and must not match.
 */
export type SearchTerm = { isExcluded: boolean; start: number; end: number } & (
  | { kind: 'text'; text: string; isPhrase: boolean }
  | { kind: 'operator'; operator: SearchOperator; value: string; valueStart: number }
);
export type OperatorTerm = SearchTerm & { kind: 'operator' };

const maxLength = 1_000;
const maxTerms = 20;

const minus = /[-－−‐]/;
/** Opening quotation marks and what closes them. */
const closing: Record<string, string> = {
  '"': '"',
  '＂': '＂',
  '“': '”“"',
  '„': '“”',
  '”': '”“',
  '«': '»',
  '「': '」',
  '『': '』',
};
const operatorStart = /([\p{L}ー]{1,20})[:：]/uy;

/** Reads a quoted text from its opening mark; without a closing mark it ends with the text. */
function readQuoted(text: string, start: number): { value: string; end: number } {
  const marks = closing[text[start] ?? ''] ?? '';
  let end = start + 1;
  while (end < text.length && !marks.includes(text[end] ?? '')) end += 1;
  return { value: text.slice(start + 1, end), end: Math.min(end + 1, text.length) };
}

function readWord(text: string, start: number): { value: string; end: number } {
  let end = start;
  while (end < text.length && !/\s/u.test(text[end] ?? '')) end += 1;
  return { value: text.slice(start, end), end };
}

const isQuote = (character: string | undefined): boolean => character !== undefined && character in closing;
const isSpace = (character: string | undefined): boolean => character === undefined || /\s/u.test(character);

/** Splits a search into words, quoted phrases and operators with their values. */
export function parseSearch(search: string): SearchTerm[] {
  const text = search.slice(0, maxLength);
  const terms: SearchTerm[] = [];
  let at = 0;
  while (at < text.length && terms.length < maxTerms) {
    if (isSpace(text[at])) {
      at += 1;
      continue;
    }
    const start = at;
    const isExcluded = minus.test(text[at] ?? '') && !isSpace(text[at + 1]) && !minus.test(text[at + 1] ?? '');
    if (isExcluded) at += 1;
    operatorStart.lastIndex = at;
    const name = operatorStart.exec(text)?.[1];
    const operator = name === undefined ? undefined : operatorNamed(name);
    const valueStart = operator ? operatorStart.lastIndex : at;
    const isPhrase = isQuote(text[valueStart]);
    const { value, end } = isPhrase ? readQuoted(text, valueStart) : readWord(text, valueStart);
    terms.push(
      operator
        ? { kind: 'operator', operator, value: value.trim(), valueStart, isExcluded, start, end }
        : { kind: 'text', text: value, isPhrase, isExcluded, start, end },
    );
    at = end;
  }
  return terms;
}

/** An operator and its value as written in a search. */
export const writeOperator = (name: string, value: string): string =>
  /^[^\s"“„«「『＂]+$/u.test(value) ? `${name}:${value}` : `${name}:"${value.replaceAll('"', ' ').trim()}"`;
