import { type BaseState, baseStates } from '@crossdesk/contracts/settings.ts';
import { describe, expect, test } from 'vitest';
import { changesOf, permissionsForEdit, resolvedAt, stateOnAgentReply, stateOnCustomerMessage } from './rules.ts';

describe('what follows from a message', () => {
  test.each<[BaseState, BaseState | null, BaseState | null]>([
    // state, after the customer writes, after an agent answers
    ['new', null, 'open'],
    ['open', null, null],
    ['pending', 'open', null],
    ['on_hold', 'open', null],
    ['resolved', 'open', null],
    ['closed', 'open', null],
    ['canceled', null, null],
  ])('a ticket that is %s', (state, afterCustomer, afterAgent) => {
    expect([stateOnCustomerMessage(state), stateOnAgentReply(state)]).toEqual([afterCustomer, afterAgent]);
  });
});

test('a ticket counts as resolved from the first moment it leaves the open states', () => {
  const [first, later] = [new Date(1), new Date(2)];
  for (const state of baseStates) {
    const isOver = ['resolved', 'closed', 'canceled'].includes(state);
    expect(resolvedAt(null, state, later)).toEqual(isOver ? later : null);
    expect(resolvedAt(first, state, later)).toEqual(isOver ? first : null);
  }
});

test('each field of an edit asks for its own permission, each once', () => {
  expect(permissionsForEdit({ version: 1 })).toEqual([]);
  expect(permissionsForEdit({ version: 1, subject: 'x', tags: [], cc: [] })).toEqual(['ticket.edit']);
  expect(permissionsForEdit({ version: 1, statusId: 1, justificationId: 2 })).toEqual(['ticket.set_status']);
  expect(permissionsForEdit({ version: 1, type: 'internal', assigneeId: null, solutionDueAt: null })).toEqual([
    'ticket.change_type',
    'ticket.assign',
    'ticket.set_forecast',
  ]);
});

test('only what really changes is a change', () => {
  const at = new Date(0);
  expect(changesOf({ a: 1, at, list: ['x'] }, { a: 1, at: new Date(0), list: ['x'], b: undefined })).toEqual([]);
  expect(changesOf({ a: 1 }, { a: null })).toEqual([{ field: 'a', before: 1, after: null }]);
  expect(changesOf({}, { a: 'x' })).toEqual([{ field: 'a', before: null, after: 'x' }]);
});
