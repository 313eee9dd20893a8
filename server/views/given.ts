import type { Condition, Criteria } from '@crossdesk/contracts/custom-views.ts';
import type { TestAgent, TestApp } from '../testing/test-app.ts';

export const all = (...conditions: Condition[]): Criteria => ({ match: 'all', conditions, groups: [] });
export const any = (...conditions: Condition[]): Criteria => ({ match: 'any', conditions, groups: [] });

export const is = (
  field: Condition['field'],
  operator: Condition['operator'],
  value?: Condition['value'],
): Condition => (value === undefined ? { field, operator } : { field, operator, value });

/** Helpers to create, preview and list custom views in tests. */
export const viewsIn = (desk: () => TestApp) => ({
  createView: (by: TestAgent, criteria: Criteria, further: object = {}) =>
    desk().call(by, 'createCustomView', { body: { name: 'A view', criteria, ...further } }),
  previewNumbers: async (by: TestAgent, criteria: Criteria) =>
    (await desk().call(by, 'previewCustomView', { body: { criteria } })).items.map((row) => row.number),
  listNumbers: async (by: TestAgent, id: number, query: object = {}) =>
    (await desk().call(by, 'listTickets', { query: { view: `custom:${id}`, ...query } })).items.map(
      (row) => row.number,
    ),
});
