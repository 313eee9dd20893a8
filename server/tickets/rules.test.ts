import { type BaseState, baseStates } from '@crossdesk/contracts/settings.ts';
import { describe, expect, test } from 'vitest';
import { changesOf, permissionsForEdit, resolvedAt, stateOnAgentReply, stateOnCustomerMessage } from './rules.ts';

describe('state changes after a message', () => {
  test.each<[BaseState, BaseState | null, BaseState | null]>([
    // state, after a customer's message, after an agent's reply
    ['new', null, 'open'],
    ['open', null, null],
    ['pending', 'open', null],
    ['on_hold', 'open', null],
    ['resolved', 'open', null],
    ['closed', 'open', null],
    ['canceled', null, null],
  ])('of a ticket in state %s', (state, afterCustomer, afterAgent) => {
    expect([stateOnCustomerMessage(state), stateOnAgentReply(state)]).toEqual([afterCustomer, afterAgent]);
  });
});

test('a ticket counts as resolved from when it first leaves the open states', () => {
  const [first, later] = [new Date(1), new Date(2)];
  for (const state of baseStates) {
    const isOver = ['resolved', 'closed', 'canceled'].includes(state);
    expect(resolvedAt(null, state, later)).toEqual(isOver ? later : null);
    expect(resolvedAt(first, state, later)).toEqual(isOver ? first : null);
  }
});

test('an edit needs the permission of each field, without duplicates', () => {
  expect(permissionsForEdit({ version: 1 })).toEqual([]);
  expect(permissionsForEdit({ version: 1, subject: 'x', tags: [], cc: [] })).toEqual(['ticket.edit']);
  expect(permissionsForEdit({ version: 1, statusId: 1, justificationId: 2 })).toEqual(['ticket.set_status']);
  expect(permissionsForEdit({ version: 1, type: 'internal', assigneeId: null, solutionDueAt: null })).toEqual([
    'ticket.change_type',
    'ticket.assign',
    'ticket.set_forecast',
  ]);
});

test('only different values are changes', () => {
  const at = new Date(0);
  expect(changesOf({ a: 1, at, list: ['x'] }, { a: 1, at: new Date(0), list: ['x'], b: undefined })).toEqual([]);
  expect(changesOf({ a: 1 }, { a: null })).toEqual([{ field: 'a', before: 1, after: null }]);
  expect(changesOf({}, { a: 'x' })).toEqual([{ field: 'a', before: null, after: 'x' }]);
});
