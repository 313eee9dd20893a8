import { foldText } from '@crossdesk/contracts/search/fold.ts';
import {
  fixedValues,
  parseSearchDate,
  type SearchOperator,
  valueNamed,
} from '@crossdesk/contracts/search/operators.ts';
import type { OperatorTerm } from '@crossdesk/contracts/search/parse.ts';
import type { Choice } from '@crossdesk/contracts/settings.ts';
import { sql } from 'kysely';
import { departments } from '../departments/index.ts';
import { type ReadContext, requireAgent } from '../platform/context.ts';
import { choices } from '../settings/index.ts';
import type { State } from './candidates.ts';
import type { CheckedCondition, OneOfField } from './conditions.ts';
import { dayStart } from './day-start.ts';

/** What the operators of a search require. `unknown`: terms whose value names nothing. */
export type SearchFilters = {
  tests: CheckedCondition[];
  tags: { words: string[]; isExcluded: boolean }[];
  state: State;
  isUnread: boolean | null;
  isShared: boolean | null;
  unknown: OperatorTerm[];
};

type Named = { id: number; names: readonly string[] };

/** The ids of what is called so; otherwise of everything whose name begins with or contains it. */
function idsNamed(all: readonly Named[], value: string): number[] {
  const wanted = foldText(value);
  const matches = (isMatch: (name: string) => boolean) =>
    all.filter(({ names }) => names.some((name) => isMatch(foldText(name)))).map((one) => one.id);
  for (const found of [
    matches((name) => name === wanted),
    matches((name) => name.startsWith(wanted)),
    matches((name) => name.includes(wanted)),
  ])
    if (found.length > 0) return found;
  return [];
}

const namesOf = (name: { en: string; ja?: string }): string[] => [name.en, ...(name.ja ? [name.ja] : [])];

async function namedValues(ctx: ReadContext, operator: SearchOperator): Promise<Named[]> {
  if (operator === 'department') return (await departments(ctx)).map(({ id, name }) => ({ id, names: namesOf(name) }));
  if (operator === 'assignee') {
    const agents = await ctx.db.selectFrom('agent').select(['id', 'name']).execute();
    return agents.map(({ id, name }) => ({ id, names: [name] }));
  }
  const all = new Map((await choices(ctx)).map((choice) => [choice.id, choice]));
  /** With the names of the services above, so that `service:Orders` includes those below Orders. */
  const namesWithAbove = (choice: Choice): string[] => {
    const above = all.get(choice.parentId ?? 0);
    return [...namesOf(choice.name), ...(above ? namesWithAbove(above) : [])];
  };
  return [...all.values()]
    .filter((choice) => choice.kind === operator)
    .map((choice) => ({ id: choice.id, names: [...namesWithAbove(choice), choice.baseState ?? ''] }));
}

const namedFields: Partial<Record<SearchOperator, OneOfField>> = {
  status: 'statusId',
  department: 'departmentId',
  priority: 'priorityId',
  service: 'serviceId',
  category: 'categoryId',
  product: 'productId',
  assignee: 'assigneeId',
};

/** One operator for a name; several of its terms mean any of their values. */
async function namedTest(
  ctx: ReadContext,
  operator: SearchOperator,
  field: OneOfField,
  terms: readonly OperatorTerm[],
  isNone: boolean,
): Promise<{ test: CheckedCondition; unknown: OperatorTerm[] }> {
  const all = await namedValues(ctx, operator);
  const ids: number[] = [];
  const words: string[] = [];
  const unknown: OperatorTerm[] = [];
  for (const term of terms) {
    const fixed = operator === 'assignee' ? valueNamed(term.value) : undefined;
    const found = fixed === 'me' || fixed === 'none' ? [] : idsNamed(all, term.value);
    if (fixed === 'me') words.push('me');
    else if (fixed === 'none') words.push('nobody');
    else if (found.length === 0) unknown.push(term);
    ids.push(...found);
  }
  return { test: { kind: 'one_of', field, isNone, ids, words }, unknown };
}

/** A tag in the usual spellings; tags are compared exactly. */
function tagFilter({ value, isExcluded }: OperatorTerm): SearchFilters['tags'][number] {
  const lower = value.normalize('NFKC').toLowerCase();
  const capitalized = lower.replace(/^./u, (first) => first.toUpperCase());
  return { words: [...new Set([value, lower, lower.toUpperCase(), capitalized])], isExcluded };
}

function dateTest(ctx: ReadContext, { operator, value, isExcluded }: OperatorTerm): CheckedCondition | null {
  const date = parseSearchDate(value);
  if (!date) return null;
  const at = dayStart(date, requireAgent(ctx).timeZone, ctx.now);
  const isBefore = (operator === 'before') !== isExcluded;
  return isBefore
    ? { kind: 'time', field: 'activityAt', operator: 'before', at }
    : { kind: 'time', field: 'activityAt', operator: 'after', at: new Date(at.getTime() - 1) };
}

/** The filters of a search. Operators without a value are left out: they are being written. */
export async function searchFilters(ctx: ReadContext, all: readonly OperatorTerm[]): Promise<SearchFilters> {
  const terms = all.filter((term) => term.value !== '');
  const filters: SearchFilters = { tests: [], tags: [], state: 'any', isUnread: null, isShared: null, unknown: [] };
  for (const [operator, field] of Object.entries(namedFields) as [SearchOperator, OneOfField][]) {
    for (const isExcluded of [false, true]) {
      const ofOperator = terms.filter((term) => term.operator === operator && term.isExcluded === isExcluded);
      if (ofOperator.length === 0) continue;
      const { test, unknown } = await namedTest(ctx, operator, field, ofOperator, isExcluded);
      filters.tests.push(test);
      filters.unknown.push(...unknown);
    }
  }
  for (const term of terms) {
    if (term.operator === 'tag') filters.tags.push(tagFilter(term));
    if (term.operator === 'before' || term.operator === 'after') {
      const test = dateTest(ctx, term);
      if (test) filters.tests.push(test);
      else filters.unknown.push(term);
    }
    if (term.operator === 'has' && !fixedValues.has.includes(valueNamed(term.value) as never))
      filters.unknown.push(term);
    if (term.operator === 'is') addState(filters, term);
  }
  return filters;
}

function addState(filters: SearchFilters, term: OperatorTerm): void {
  const value = valueNamed(term.value);
  const isWanted = !term.isExcluded;
  if (value === 'unread') filters.isUnread = isWanted;
  else if (value === 'open' || value === 'closed') filters.state = (value === 'open') === isWanted ? 'open' : 'closed';
  else if (value === 'shared') filters.isShared = isWanted;
  else filters.unknown.push(term);
}

/** True for rows of `ticket` with messages the actor has not read. */
export const isUnreadSql = (ctx: ReadContext) => sql<boolean>`not exists (select 1 from ticket_reading reading
  where reading.ticket_id = ticket.id and reading.agent_id = ${requireAgent(ctx).agentId}
    and reading.read_at >= ticket.last_message_at)`;
