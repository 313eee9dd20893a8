import type { Share } from '@crossdesk/contracts/sharing.ts';
import { describe, expect, test } from 'vitest';
import { changedTerms, conflictingFields, noTerms, setAgents, toShareTerms, toTerms } from './terms.ts';

const share: Share = {
  departmentId: 4,
  level: 'full',
  agentIds: [7, 8],
  reason: 'A chargeback',
  hiddenFields: ['tags'],
  isCustomerMasked: false,
  question: 'Is it fraud?',
  responsibleId: 7,
  dueAt: '2026-11-23T17:00:20.500Z',
  doneAt: null,
  doneBy: null,
  answer: '',
  expiresAt: null,
  sharedBy: { id: 1, name: 'Liam' },
  fromDepartmentId: 2,
  createdAt: '2026-11-20T10:00:00.000Z',
  updatedAt: '2026-11-20T10:00:00.000Z',
  version: 3,
};

test('a share without terms includes the whole department, hides nothing, and has no end', () => {
  expect(toShareTerms(noTerms)).toEqual({
    question: '',
    reason: '',
    agentIds: null,
    responsibleId: null,
    dueAt: null,
    expiresAt: null,
    isCustomerMasked: false,
    hiddenFields: [],
  });
});

test('a due time is not sent without a question', () => {
  expect(toShareTerms({ ...noTerms, dueAt: '2026-11-23T18:00' }).dueAt).toBeNull();
  expect(toShareTerms({ ...noTerms, question: 'Who?', dueAt: '2026-11-23T18:00' }).dueAt).not.toBeNull();
});

describe('changing the terms of a share', () => {
  test('sends nothing if nothing was changed, even if the time has seconds the field does not show', () => {
    expect(changedTerms(share, toTerms(share))).toEqual({});
  });

  test('sends only changed fields', () => {
    expect(changedTerms(share, { ...toTerms(share), reason: 'A refund ' })).toEqual({ reason: 'A refund' });
    expect(changedTerms(share, { ...toTerms(share), agentIds: [] })).toEqual({ agentIds: null });
  });

  test('removing the question removes its due time', () => {
    expect(changedTerms(share, { ...toTerms(share), question: '' })).toEqual({ question: '', dueAt: null });
  });

  test('lists the fields that others changed', () => {
    expect(conflictingFields(share, { ...share, version: 4, level: 'read_only', doneAt: share.createdAt })).toEqual([
      'level',
      'doneAt',
    ]);
    expect(conflictingFields(share, { ...share, version: 4, updatedAt: '2026-11-21T10:00:00.000Z' })).toEqual([]);
  });

  test('C-09 an agent who loses access is no longer the person in charge', () => {
    expect(setAgents(toTerms(share), [8])).toMatchObject({ agentIds: [8], responsibleId: null });
    expect(setAgents(toTerms(share), [])).toMatchObject({ agentIds: [], responsibleId: 7 });
  });
});
