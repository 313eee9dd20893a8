import type { Criteria } from '@crossdesk/contracts/custom-views.ts';
import { type Draft, draftFrom, emptyDraft } from './draft.ts';

const openCondition = { field: 'baseState', operator: 'is_any', value: ['new', 'open', 'pending', 'on_hold'] } as const;

const sharedCondition = { field: 'sharedToOthers', operator: 'is', value: true } as const;

const criteria = {
  sharedOpen: [sharedCondition, openCondition],
  waiting: [sharedCondition, { field: 'isOwed', operator: 'is', value: true }, openCondition],
} as const;

export type ViewPreset = keyof typeof criteria;
export const viewPresets = Object.keys(criteria) as ViewPreset[];

/** A draft from a preset (ZE-41, ZE-42). */
export const presetDraft = (preset: ViewPreset, name: string): Draft => {
  const conditions: Criteria['conditions'] = criteria[preset].map((one) => ({
    ...one,
    value: typeof one.value === 'boolean' ? one.value : [...one.value],
  }));
  return draftFrom({
    ...emptyDraft(),
    name,
    criteria: { match: 'all', conditions, groups: [] },
    columns: ['number', 'shares', 'requester', 'solutionForecast', 'assignee', 'activity'],
  });
};
