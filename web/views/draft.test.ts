import { describe, expect, it } from 'vitest';
import {
  conditionKeyAt,
  draftFrom,
  emptyDraft,
  isComplete,
  missingPart,
  newCondition,
  toCriteria,
  withOperator,
} from './draft.ts';
import { presetDraft, viewPresets } from './view-presets.ts';

describe('the view builder', () => {
  it('excludes incomplete conditions from the preview and reports what is missing to save', () => {
    const tagged = { ...newCondition('tags'), value: ['vip'] };
    const draft = { ...emptyDraft(), conditions: [newCondition('statusId'), tagged] };
    expect(toCriteria(draft)).toEqual({
      match: 'all',
      conditions: [{ field: 'tags', operator: 'has_any', value: ['vip'] }],
      groups: [],
    });
    expect(toCriteria(emptyDraft())).toBeNull();
    expect(missingPart(emptyDraft())).toBe('needCondition');
    expect(missingPart(draft)).toBe('needValues');
    const whole = { ...draft, conditions: [tagged] };
    expect(missingPart(whole)).toBe('needName');
    expect(missingPart({ ...whole, name: 'VIP', visibility: 'departments' })).toBe('needAudience');
    expect(missingPart({ ...whole, name: 'VIP' })).toBeNull();
  });

  it('keeps a value with another operator only if it still fits', () => {
    const days = newCondition('createdAt');
    expect(isComplete(days)).toBe(true);
    expect(isComplete(withOperator(days, 'before'))).toBe(false);
    const at = { ...withOperator(days, 'before'), value: '2026-03-01T00:00:00.000Z' };
    expect(withOperator(at, 'after').value).toBe(at.value);
    expect(withOperator(at, 'within_days').value).toBe(7);
    const due = withOperator(newCondition('solutionForecast'), 'due_within_hours');
    expect(due.value).toBe(24);
    expect(withOperator(due, 'undefined').value).toBeUndefined();
    expect(withOperator({ ...newCondition('tags'), value: ['a'] }, 'has_all').value).toEqual(['a']);
  });

  it('finds the condition in a server error path', () => {
    const draft = draftFrom({
      ...emptyDraft(),
      criteria: {
        match: 'any',
        conditions: [{ field: 'isOwed', operator: 'is', value: true }],
        groups: [{ match: 'all', conditions: [{ field: 'subject', operator: 'contains', value: 'x' }] }],
      },
    });
    expect(conditionKeyAt(draft, '/body/criteria/conditions/0/value')).toBe(draft.conditions[0]?.key);
    expect(conditionKeyAt(draft, '/body/criteria/groups/0/conditions/0/value')).toBe(
      draft.groups[0]?.conditions[0]?.key,
    );
    expect(conditionKeyAt(draft, '/body/name')).toBeNull();
    expect(conditionKeyAt(draft, '/body/criteria/conditions/7/value')).toBeNull();
  });

  it('ZE-41 ZE-42 ZJ-29 has two presets that can be saved as they are', () => {
    for (const preset of viewPresets) expect(missingPart(presetDraft(preset, preset))).toBeNull();
  });
});
