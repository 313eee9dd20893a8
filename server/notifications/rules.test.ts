import { describe, expect, test } from 'vitest';
import {
  departmentSwitches,
  meansFor,
  notificationEventOf,
  notificationEventsOf,
  personalSwitches,
  type SourceEvent,
} from './rules.ts';

const sourceEvent = (fields: Partial<SourceEvent> & Pick<SourceEvent, 'type'>): SourceEvent => ({
  actorKind: 'agent',
  actorId: 1,
  changes: [],
  data: {},
  ...fields,
});
const edited = (changes: SourceEvent['changes'], data: Record<string, unknown> = {}) =>
  notificationEventOf(
    sourceEvent({ type: 'share.edited', changes, data: { departmentId: 7, agentIds: null, ...data } }),
    null,
  );

describe('notifications by event', () => {
  test('a share notifies the agents it gives access to', () => {
    const data = { departmentId: 7, agentIds: [3, 4] };
    expect(notificationEventOf(sourceEvent({ type: 'ticket.shared', data }), null)).toMatchObject({
      kind: 'share_received',
      departmentId: 7,
      agentIds: [3, 4],
      isEnded: false,
    });
  });

  test('ZJ-32 a raised level notifies like a new share; a lowered level, a new question and the end notify as changes', () => {
    const level = { field: 'level', before: 'full', after: 'read_only' };
    expect(edited([level], { isRaised: true })?.kind).toBe('share_received');
    expect(edited([level], { isRaised: false })?.kind).toBe('share_changed');
    expect(edited([{ field: 'question', before: '', after: 'Who?' }])?.kind).toBe('share_changed');
    expect(notificationEventOf(sourceEvent({ type: 'ticket.unshared', data: { departmentId: 7 } }), null)?.kind).toBe(
      'share_changed',
    );
  });

  test('other share terms notify nobody', () => {
    expect(edited([{ field: 'reason', before: 'a', after: 'b' }])).toBeNull();
    expect(edited([{ field: 'question', before: 'Who?', after: '' }])).toBeNull();
  });

  test('agents added to a limited share are notified, others are not', () => {
    const people = { field: 'agentIds', before: [3], after: [3, 4] };
    expect(edited([people], { agentIds: [3, 4] })).toMatchObject({ kind: 'share_received', knowingIds: [3] });
    expect(edited([{ ...people, after: [3] }], { agentIds: [3] })).toBeNull();
  });

  test('ZV-41 a message notifies the assignee, the request itself does not', () => {
    const added = sourceEvent({ type: 'message.added', data: { kind: 'reply' } });
    expect(notificationEventOf(added, 5)).toMatchObject({ kind: 'action_added', agentId: 5 });
    expect(notificationEventOf(added, null)).toBeNull();
    expect(notificationEventOf({ ...added, data: { kind: 'request' } }, 5)).toBeNull();
    expect(notificationEventOf({ ...added, data: { kind: 'comment', isHandover: true } }, 5)).toBeNull();
  });

  test('TT-15 followers are notified of messages, status changes and transfers, once each', () => {
    const notified = (fields: Parameters<typeof sourceEvent>[0], assigneeId: number | null = null) =>
      notificationEventsOf(sourceEvent(fields), assigneeId, [5, 6]).map((one) => [
        one.kind,
        one.to === 'agent' ? one.agentId : null,
      ]);
    const status = { field: 'statusId', before: 1, after: 2 };
    expect(notified({ type: 'message.added', data: { kind: 'comment', mentionIds: [6] } }, 5)).toEqual([
      ['mentioned', 6],
      ['action_added', 5],
    ]);
    expect(notified({ type: 'ticket.edited', changes: [status] })).toEqual([
      ['status_changed', 5],
      ['status_changed', 6],
    ]);
    expect(notified({ type: 'ticket.edited', changes: [status], actorKind: 'system' })).toEqual([]);
    expect(notified({ type: 'ticket.edited', changes: [{ field: 'tags', before: [], after: ['a'] }] })).toEqual([]);
    const assigned = { field: 'assigneeId', before: 5, after: 7 };
    const data = { departmentId: 2, fromDepartmentId: 1 };
    expect(notified({ type: 'ticket.transferred', changes: [assigned], data }, 7)).toEqual([
      ['assigned', 7],
      ['transferred_away', 5],
      ['ticket_moved', 6],
    ]);
    for (const change of [{ kind: 'request' }, { kind: 'comment', isHandover: true }])
      expect(notified({ type: 'message.added', data: change }, 5)).toEqual([]);
  });

  test('TT-08 TT-24 C-13 a transfer or escalation notifies the new assignee of the assignment', () => {
    const assigned = { field: 'assigneeId', before: 5, after: 6 };
    const moved = { field: 'departmentId', before: 1, after: 2 };
    for (const type of ['ticket.transferred', 'ticket.escalated'] as const) {
      const event = sourceEvent({ type, changes: [moved, assigned], data: { departmentId: 2 } });
      expect(notificationEventOf(event, 6)).toMatchObject({ kind: 'assigned', to: 'agent', agentId: 6 });
    }
    const waiting = sourceEvent({ type: 'ticket.transferred', changes: [moved, { ...assigned, after: null }] });
    expect(notificationEventOf(waiting, null)).toBeNull();
  });

  test('unassigning notifies nobody', () => {
    const change = { field: 'assigneeId', before: 5, after: null };
    expect(notificationEventOf(sourceEvent({ type: 'ticket.edited', changes: [change] }), null)).toBeNull();
  });
});

describe('channels', () => {
  const off = { kind: 'share_received', means: 'app', is_on: false } as const;
  const mail = { kind: 'share_received', means: 'email', is_on: true } as const;
  const text = { kind: 'share_received', means: 'sms', is_on: true } as const;

  test('ZE-45 channels the department has on and the agent has not turned off', () => {
    expect(meansFor('share_received', departmentSwitches([]), personalSwitches([]), true)).toEqual(['app']);
    expect(meansFor('share_received', departmentSwitches([mail]), personalSwitches([off]), true)).toEqual(['email']);
  });

  test('an agent cannot turn on what the department has off', () => {
    expect(meansFor('share_received', departmentSwitches([]), personalSwitches([mail]), true)).toEqual(['app']);
  });

  test('no text message without a phone number', () => {
    expect(meansFor('share_received', departmentSwitches([text]), personalSwitches([]), false)).toEqual(['app']);
    expect(meansFor('share_received', departmentSwitches([text]), personalSwitches([]), true)).toEqual(['app', 'sms']);
  });
});
