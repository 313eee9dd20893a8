import { requestFields } from '@crossdesk/contracts/lists/forms.ts';
import { useSyncExternalStore } from 'react';
import { ApiProblem } from './client.ts';
import { listNames } from './format.ts';
import { translate } from './i18n.ts';
import { problemMessage } from './problem-messages.ts';

type FieldName = keyof typeof requestFields;
export type FieldProblems = Readonly<Partial<Record<FieldName | 'justification', string>>>;

const names = Object.keys(requestFields) as FieldName[];
const none: FieldProblems = {};

/** What is wrong with each field of a ticket that could not be saved, as messages. */
export const ticketFieldProblems = (error: unknown): FieldProblems => {
  if (!(error instanceof ApiProblem)) return none;
  const message = error.code === 'fields_required' ? translate('field.required') : problemMessage(error);
  const found = error.fields.flatMap(({ path }) => {
    const field = path.split('/').at(-1);
    if (field === 'justificationId') return ['justification' as const];
    return names.filter((name) => requestFields[name] === field);
  });
  return Object.fromEntries(found.map((name) => [name, message]));
};

/** The names of the fields in question, for a message that is not shown beside them. */
export const problemFieldNames = (error: unknown): string | undefined => {
  const found = Object.keys(ticketFieldProblems(error)) as (keyof FieldProblems)[];
  return found.length === 0 ? undefined : listNames(found.map((name) => translate(`field.${name}`)));
};

let ofTickets: ReadonlyMap<number, FieldProblems> = new Map();
const listeners = new Set<() => void>();

/** Stores what is wrong with the fields of a ticket after a save; null: nothing. */
export const setFieldProblems = (number: number, error: unknown): void => {
  const problems = ticketFieldProblems(error);
  if (Object.keys(problems).length === 0 && !ofTickets.has(number)) return;
  const next = new Map(ofTickets);
  if (Object.keys(problems).length === 0) next.delete(number);
  else next.set(number, problems);
  ofTickets = next;
  for (const listener of listeners) listener();
};

/** What was wrong with the fields of a ticket when it was last saved. */
export const useFieldProblems = (number: number): FieldProblems =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => ofTickets.get(number) ?? none,
  );
