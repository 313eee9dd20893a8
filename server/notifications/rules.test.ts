import { describe, expect, test } from 'vitest';
import { departmentSwitches, meansFor, notificationEventOf, personalSwitches, type SourceEvent } from './rules.ts';

const heard = (given: Partial<SourceEvent> & Pick<SourceEvent, 'type'>): SourceEvent => ({
  actorKind: 'agent',
  actorId: 1,
  changes: [],
  data: {},
  ...given,
});
const edited = (changes: SourceEvent['changes'], data: Record<string, unknown> = {}) =>
  notificationEventOf(
    heard({ type: 'share.edited', changes, data: { departmentId: 7, agentIds: null, ...data } }),
    null,
  );

describe('what is news, and for whom', () => {
  test('a share is news for those it lets in', () => {
    const data = { departmentId: 7, agentIds: [3, 4] };
    expect(notificationEventOf(heard({ type: 'ticket.shared', data }), null)).toMatchObject({
      kind: 'share_received',
      departmentId: 7,
      agentIds: [3, 4],
      isEnded: false,
    });
  });

  test('ZJ-32 a raised level is news like a new share; a lowered one, a new question and the end are changes', () => {
    const level = { field: 'level', before: 'full', after: 'read_only' };
    expect(edited([level], { isRaised: true })?.kind).toBe('share_received');
    expect(edited([level], { isRaised: false })?.kind).toBe('share_changed');
    expect(edited([{ field: 'question', before: '', after: 'Who?' }])?.kind).toBe('share_changed');
    expect(notificationEventOf(heard({ type: 'ticket.unshared', data: { departmentId: 7 } }), null)?.kind).toBe(
      'share_changed',
    );
  });

  test('other terms of a share are not', () => {
    expect(edited([{ field: 'reason', before: 'a', after: 'b' }])).toBeNull();
    expect(edited([{ field: 'question', before: 'Who?', after: '' }])).toBeNull();
  });

  test('of people added to a narrowed share only those who are new', () => {
    const people = { field: 'agentIds', before: [3], after: [3, 4] };
    expect(edited([people], { agentIds: [3, 4] })).toMatchObject({ kind: 'share_received', knowingIds: [3] });
    expect(edited([{ ...people, after: [3] }], { agentIds: [3] })).toBeNull();
  });

  test('ZV-41 a message is news for the responsible, the request itself is not', () => {
    const added = heard({ type: 'message.added', data: { kind: 'reply' } });
    expect(notificationEventOf(added, 5)).toMatchObject({ kind: 'action_added', agentId: 5 });
    expect(notificationEventOf(added, null)).toBeNull();
    expect(notificationEventOf({ ...added, data: { kind: 'request' } }, 5)).toBeNull();
  });

  test('nobody is told that nobody is responsible', () => {
    const change = { field: 'assigneeId', before: 5, after: null };
    expect(notificationEventOf(heard({ type: 'ticket.edited', changes: [change] }), null)).toBeNull();
  });
});

describe('by which means', () => {
  const off = { kind: 'share_received', means: 'app', is_on: false } as const;
  const mail = { kind: 'share_received', means: 'email', is_on: true } as const;
  const text = { kind: 'share_received', means: 'sms', is_on: true } as const;

  test('ZE-45 what the department has on and the person has not off', () => {
    expect(meansFor('share_received', departmentSwitches([]), personalSwitches([]), true)).toEqual(['app']);
    expect(meansFor('share_received', departmentSwitches([mail]), personalSwitches([off]), true)).toEqual(['email']);
  });

  test('a person cannot switch on what the department has off', () => {
    expect(meansFor('share_received', departmentSwitches([]), personalSwitches([mail]), true)).toEqual(['app']);
  });

  test('no text message without a phone', () => {
    expect(meansFor('share_received', departmentSwitches([text]), personalSwitches([]), false)).toEqual(['app']);
    expect(meansFor('share_received', departmentSwitches([text]), personalSwitches([]), true)).toEqual(['app', 'sms']);
  });
});
