import { foldText } from '@crossdesk/contracts/search/fold.ts';
import {
  type FixedValue,
  fixedValues,
  operatorName,
  type SearchOperator,
  searchOperatorNames,
  valueName,
  valueNamed,
} from '@crossdesk/contracts/search/operators.ts';
import { type OperatorTerm, parseSearch, writeOperator } from '@crossdesk/contracts/search/parse.ts';

const isOperator = (term: { kind: string; isExcluded: boolean }): term is OperatorTerm =>
  term.kind === 'operator' && !term.isExcluded;

/** The value of an operator in a search; null if the search does not have it. */
export const operatorValue = (search: string, operator: SearchOperator): string | null =>
  parseSearch(search).find((term): term is OperatorTerm => isOperator(term) && term.operator === operator)?.value ??
  null;

/** Whether a search has `is:` or `has:` with this value, in any language. */
export const hasFixedValue = (search: string, operator: 'is' | 'has', value: FixedValue): boolean =>
  parseSearch(search).some(
    (term) => isOperator(term) && term.operator === operator && valueNamed(term.value) === value,
  );

function without(search: string, isRemoved: (term: OperatorTerm) => boolean): string {
  const kept = parseSearch(search).filter((term) => !(isOperator(term) && isRemoved(term)));
  return kept.map((term) => search.slice(term.start, term.end)).join(' ');
}

const append = (search: string, term: string): string => (search === '' ? term : `${search} ${term}`);

/** A search with one value of an operator, or without the operator. */
export function withOperator(search: string, operator: SearchOperator, value: string | null, locale: string): string {
  const rest = without(search, (term) => term.operator === operator);
  return value === null ? rest : append(rest, writeOperator(operatorName(operator, locale), value));
}

/** A search with or without `is:` or `has:` and a value; `instead` are values it replaces. */
export function withFixedValue(
  search: string,
  operator: 'is' | 'has',
  value: FixedValue,
  isOn: boolean,
  { locale, instead = [] }: { locale: string; instead?: readonly FixedValue[] },
): string {
  const removed = [value, ...instead] as readonly (string | undefined)[];
  const rest = without(search, (term) => term.operator === operator && removed.includes(valueNamed(term.value)));
  return isOn ? append(rest, writeOperator(operatorName(operator, locale), valueName(value, locale))) : rest;
}

/** The words of a search without operators and exclusions. */
export const searchedText = (search: string): string =>
  parseSearch(search)
    .flatMap((term) => (term.kind === 'text' && !term.isExcluded ? [term.text] : []))
    .join(' ');

/** A completion of the search at the caret: `insert` replaces the text from `start` to `end`. */
export type Completion = { label: string; operator: SearchOperator; insert: string; start: number; end: number };

const maxCompletions = 8;

/**
 * Completions of the operator or value before the caret; `isAsked`: also when nothing was typed.
 * `valuesOf` returns the values to offer for an operator.
 */
export function completionsAt(
  text: string,
  caret: number,
  options: { locale: string; isAsked: boolean; valuesOf: (operator: SearchOperator) => readonly string[] },
): Completion[] {
  const { locale, isAsked, valuesOf } = options;
  const terms = parseSearch(text);
  const term = terms.find((one) => one.start <= caret && caret <= one.end);
  if (term?.kind === 'operator' && caret >= term.valueStart) {
    const name = text.slice(term.isExcluded ? term.start + 1 : term.start, term.valueStart - 1);
    const typed = foldText(text.slice(term.valueStart, caret).replace(/^["“„「『＂]/u, ''));
    return valuesOf(term.operator)
      .filter((value) => foldText(value).includes(typed) && foldText(value) !== typed)
      .slice(0, maxCompletions)
      .map((value) => ({
        label: `${name}:${value}`,
        operator: term.operator,
        insert: `${term.isExcluded ? '-' : ''}${writeOperator(name, value)} `,
        start: term.start,
        end: term.end,
      }));
  }
  const isAtGap = term === undefined;
  if (term && (term.kind !== 'text' || term.isPhrase || caret !== term.end)) return [];
  if (isAtGap && !isAsked) return [];
  const typed = term?.kind === 'text' ? foldText(term.text) : '';
  const sign = term?.isExcluded ? '-' : '';
  return searchOperatorNames
    .filter((operator) => {
      const names = [operator, operatorName(operator, locale)].map(foldText);
      return names.some((name) => name.startsWith(typed));
    })
    .map((operator) => ({
      label: `${operatorName(operator, locale)}:`,
      operator,
      insert: `${sign}${operatorName(operator, locale)}:`,
      start: term?.start ?? caret,
      end: term?.end ?? caret,
    }));
}

/** The fixed values of an operator in a language; none for other operators. */
export const fixedValuesOf = (operator: SearchOperator, locale: string): string[] =>
  operator === 'is' || operator === 'has' ? fixedValues[operator].map((value) => valueName(value, locale)) : [];
