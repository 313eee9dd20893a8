import { type RawBuilder, sql } from 'kysely';
import { foldedSql, isReadable, maskFlags, textWithoutCustomer } from '../access/index.ts';
import { type AgentActor, type ReadContext, requireAgent } from '../platform/context.ts';
import type { CheckedCondition, CheckedCriteria, CheckedGroup, OneOfField } from './conditions.ts';

type Sql = RawBuilder<boolean>;

/** The actor, and whether tickets shared with their departments are included (C-10). */
export type CriteriaContext = {
  ctx: ReadContext;
  actor: AgentActor;
  includesShared: boolean;
  /** Also tickets that the agent or their departments transferred. */
  includesTransferred?: boolean;
};

export const criteriaContext = (ctx: ReadContext, includesShared: boolean): CriteriaContext => ({
  ctx,
  actor: requireAgent(ctx),
  includesShared,
});

const plainColumns = {
  statusId: sql.ref('ticket.status_id'),
  departmentId: sql.ref('ticket.department_id'),
  assigneeId: sql.ref('ticket.assignee_id'),
  priorityId: sql.ref('ticket.priority_id'),
  serviceId: sql.ref('ticket.service_id'),
  categoryId: sql.ref('ticket.category_id'),
  productId: sql.ref('ticket.product_id'),
  accountId: sql.ref('ticket.account_id'),
  requesterId: sql.ref('ticket.requester_id'),
};
const nameColumns = {
  baseState: sql.ref('ticket.base_state'),
  type: sql.ref('ticket.type'),
  channel: sql.ref('ticket.channel'),
};

const memberships = ({ actor }: CriteriaContext): number[] => actor.memberships.map((one) => one.departmentId);

/** Matches active shares of the row; alias `share`. */
const activeShare = sql`share.ticket_id = ticket.id and share.revoked_at is null and (share.expires_at is null or share.expires_at > now())`;

/**
 * True for rows with a share matching `condition` that the actor may know about: all on their own
 * tickets, otherwise those of their departments.
 */
const hasVisibleShare = (context: CriteriaContext, condition: Sql): Sql => {
  const visibility = context.includesShared
    ? sql`and (${isReadable(context.actor, 'own')} or share.department_id = any(${memberships(context)}::bigint[]))`
    : sql``;
  return sql`exists (select 1 from ticket_share share where ${activeShare} ${visibility} and ${condition})`;
};

/** True for rows with any share the actor may know about. */
export const isSharedSql = (context: CriteriaContext): Sql => hasVisibleShare(context, sql`true`);

/**
 * True for rows the actor can see through a share of their departments that matches `condition`.
 */
const hasShareWithActor = (context: CriteriaContext, condition: Sql): Sql =>
  context.includesShared
    ? sql`exists (select 1 from ticket_share share where ${activeShare} and share.department_id = any(${memberships(context)}::bigint[])
        and (share.agent_ids is null or ${context.actor.agentId} = any(share.agent_ids)) and ${condition})`
    : sql`false`;

function oneOfSql(context: CriteriaContext, field: OneOfField, ids: number[], words: string[]): Sql {
  if (field === 'shareLevel') return hasVisibleShare(context, sql`share.level = any(${words}::text[])`);
  if (field === 'sharedFrom') return hasShareWithActor(context, sql`share.from_department_id = any(${ids}::bigint[])`);
  if (field === 'baseState' || field === 'type' || field === 'channel') {
    return sql`${nameColumns[field]} = any(${words}::text[])`;
  }
  const column = plainColumns[field];
  const all = words.includes('me') ? [...ids, context.actor.agentId] : ids;
  const isIn = sql<boolean>`${column} = any(${all}::bigint[])`;
  return words.includes('none') || words.includes('nobody') ? sql`(${isIn} or ${column} is null)` : isIn;
}

function timeSql(context: CriteriaContext, test: CheckedCondition & { kind: 'time' }): Sql {
  const column = test.field === 'createdAt' ? sql`ticket.created_at` : sql`ticket.activity_at`;
  if ('at' in test) return test.operator === 'before' ? sql`${column} < ${test.at}` : sql`${column} > ${test.at}`;
  return sql`${column} >= ${new Date(context.ctx.now.getTime() - test.days * 24 * 3_600_000)}`;
}

/** Only open tickets are overdue or due. */
function forecastSql(context: CriteriaContext, test: CheckedCondition & { kind: 'forecast' }): Sql {
  const { now } = context.ctx;
  if (test.operator === 'undefined') return sql`ticket.solution_due_at is null`;
  if (!('hours' in test)) return sql`(ticket.is_open and ticket.solution_due_at < ${now})`;
  const until = new Date(now.getTime() + test.hours * 3_600_000);
  return sql`(ticket.is_open and ticket.solution_due_at >= ${now} and ticket.solution_due_at <= ${until})`;
}

function flagSql(context: CriteriaContext, field: (CheckedCondition & { kind: 'flag' })['field']): Sql {
  if (field === 'sharedWithMyDepartment') return hasShareWithActor(context, sql`true`);
  if (field === 'isOwed') return hasVisibleShare(context, sql`share.question <> '' and share.done_at is null`);
  // The owner's side (ZJ-28): tickets our departments have shared with others.
  const isOut = sql<boolean>`exists (select 1 from ticket_share share where ${activeShare} and share.from_department_id = ticket.department_id)`;
  return context.includesShared ? sql`(${isReadable(context.actor, 'own')} and ${isOut})` : isOut;
}

/** True for rows whose customer is masked for the actor. */
const isCustomerMasked = (context: CriteriaContext): Sql =>
  sql`coalesce((select bool_and((mask->>'masked')::boolean) from unnest(${maskFlags(context.actor)}) mask), false)`;

/**
 * Whether the subject contains a text, as far as the actor may know: it must not reveal a masked
 * customer.
 */
function subjectHolds(context: CriteriaContext, text: string): Sql {
  const needle = sql`normalize(${text}::text, NFKC)`;
  const isIn = sql<boolean>`position(lower(${needle}) in lower(normalize(ticket.subject, NFKC))) > 0`;
  if (!context.includesShared) return isIn;
  const isInMasked = sql<boolean>`position(${foldedSql(needle)} in ${textWithoutCustomer(sql`ticket.subject`)}) > 0`;
  return sql<boolean>`case when not ${isIn} then false when ${isCustomerMasked(context)} then ${isInMasked} else true end`;
}

/** Of `words`, the tags of the ticket that name no customer masked for the actor. */
function tagsAmong(context: CriteriaContext, words: readonly string[]): RawBuilder<string[]> {
  if (!context.includesShared) return sql<string[]>`ticket.tags`;
  const isBare = sql<boolean>`${textWithoutCustomer(sql`tag`)} = ${foldedSql(sql`tag`)}`;
  return sql<
    string[]
  >`(case when not ticket.tags && ${words}::text[] then '{}'::text[] when ${isCustomerMasked(context)} then
    array(select tag from unnest(ticket.tags) tag where tag = any(${words}::text[]) and ${isBare}) else ticket.tags end)`;
}

function conditionSql(context: CriteriaContext, test: CheckedCondition): Sql {
  switch (test.kind) {
    case 'one_of': {
      const isMatch = oneOfSql(context, test.field, test.ids, test.words);
      return test.isNone ? sql`(${isMatch}) is not true` : isMatch;
    }
    case 'words':
      if (test.operator === 'has_any') return sql`${tagsAmong(context, test.words)} && ${test.words}::text[]`;
      if (test.operator === 'has_all') return sql`${tagsAmong(context, test.words)} @> ${test.words}::text[]`;
      return sql`not ${tagsAmong(context, test.words)} && ${test.words}::text[]`;
    case 'text': {
      const isIn = subjectHolds(context, test.text);
      return test.isNegated ? sql`not (${isIn})` : isIn;
    }
    case 'time':
      return timeSql(context, test);
    case 'forecast':
      return forecastSql(context, test);
    case 'flag':
      return test.value ? flagSql(context, test.field) : sql`(${flagSql(context, test.field)}) is not true`;
  }
}

const maskableFields: Partial<Record<OneOfField, string>> = {
  priorityId: 'priority',
  serviceId: 'service',
  categoryId: 'category',
  productId: 'product',
  accountId: 'account',
};

/**
 * True for rows in which a share hides the tested field from the actor; null if no share can hide
 * it.
 */
function hiddenSql(context: CriteriaContext, test: CheckedCondition): Sql | null {
  const field =
    test.kind === 'words'
      ? 'tags'
      : test.kind === 'forecast'
        ? 'solutionForecast'
        : test.kind === 'one_of'
          ? maskableFields[test.field]
          : undefined;
  const isCustomer = test.kind === 'one_of' && (test.field === 'requesterId' || test.field === 'accountId');
  if (!context.includesShared || (field === undefined && !isCustomer)) return null;
  const isHidden = sql`bool_and(jsonb_exists((mask->'hidden')::jsonb, ${field ?? ''}))`;
  const isMasked = isCustomer ? sql`bool_and((mask->>'masked')::boolean)` : sql`false`;
  // With several shares a field is hidden only if all of them hide it; without any, nothing is
  // hidden.
  return sql`coalesce((select ${isHidden} or ${isMasked} from unnest(${maskFlags(context.actor)}) mask), false)`;
}

/**
 * A row with the field hidden matches neither the condition nor its negation, so that searches
 * reveal nothing.
 */
function maskedConditionSql(context: CriteriaContext, test: CheckedCondition): Sql {
  const hidden = hiddenSql(context, test);
  return hidden ? sql`(not ${hidden} and ${conditionSql(context, test)})` : conditionSql(context, test);
}

const groupSql = (context: CriteriaContext, group: CheckedGroup, further: Sql[] = []): Sql => {
  const parts = [...group.tests.map((test) => sql<boolean>`(${maskedConditionSql(context, test)})`), ...further];
  if (parts.length === 0) return sql`true`;
  return sql`(${sql.join(parts, group.match === 'all' ? sql` and ` : sql` or `)})`;
};

/**
 * Compiles criteria to a condition on `ticket`. All values are parameters. Readability is not
 * checked here; add `isReadable`.
 */
export const criteriaSql = (context: CriteriaContext, criteria: CheckedCriteria): Sql =>
  groupSql(
    context,
    criteria,
    criteria.groups.map((group) => groupSql(context, group)),
  );
