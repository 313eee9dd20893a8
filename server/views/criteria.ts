import { type RawBuilder, sql } from 'kysely';
import { maskFlags, isReadable, textWithoutCustomer } from '../access/index.ts';
import { type AgentActor, requireAgent, type ReadContext } from '../platform/context.ts';
import type { OneOfField, CheckedCriteria, CheckedCondition, CheckedGroup } from './conditions.ts';

type Sql = RawBuilder<boolean>;

/** Who looks, and whether tickets shared with their departments are among the rows (C-10). */
export type CriteriaContext = { ctx: ReadContext; actor: AgentActor; includesShared: boolean };

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

/** A share that holds now; alias `share`. */
const activeShare = sql`share.ticket_id = ticket.id and share.revoked_at is null and (share.expires_at is null or share.expires_at > now())`;

/** True on rows with a share the actor may know of (all of their own tickets, those of their departments elsewhere) of which `fact` holds. */
const hasVisibleShare = (look: CriteriaContext, fact: Sql): Sql => {
  const known = look.includesShared
    ? sql`and (${isReadable(look.actor, 'own')} or share.department_id = any(${memberships(look)}::bigint[]))`
    : sql``;
  return sql`exists (select 1 from ticket_share share where ${activeShare} ${known} and ${fact})`;
};

/** True on rows that a share of the actor's departments lets them into, and of which `fact` holds. */
const hasShareWithActor = (look: CriteriaContext, fact: Sql): Sql =>
  look.includesShared
    ? sql`exists (select 1 from ticket_share share where ${activeShare} and share.department_id = any(${memberships(look)}::bigint[])
        and (share.agent_ids is null or ${look.actor.agentId} = any(share.agent_ids)) and ${fact})`
    : sql`false`;

function oneOfSql(look: CriteriaContext, field: OneOfField, ids: number[], words: string[]): Sql {
  if (field === 'shareLevel') return hasVisibleShare(look, sql`share.level = any(${words}::text[])`);
  if (field === 'sharedFrom') return hasShareWithActor(look, sql`share.from_department_id = any(${ids}::bigint[])`);
  if (field === 'baseState' || field === 'type' || field === 'channel') {
    return sql`${nameColumns[field]} = any(${words}::text[])`;
  }
  const column = plainColumns[field];
  const all = words.includes('me') ? [...ids, look.actor.agentId] : ids;
  const isIn = sql<boolean>`${column} = any(${all}::bigint[])`;
  return words.includes('none') || words.includes('nobody') ? sql`(${isIn} or ${column} is null)` : isIn;
}

function timeSql(look: CriteriaContext, test: CheckedCondition & { kind: 'time' }): Sql {
  const column = test.field === 'createdAt' ? sql`ticket.created_at` : sql`ticket.activity_at`;
  if ('at' in test) return test.operator === 'before' ? sql`${column} < ${test.at}` : sql`${column} > ${test.at}`;
  return sql`${column} >= ${new Date(look.ctx.now.getTime() - test.days * 24 * 3_600_000)}`;
}

/** Overdue and due are said of open tickets only; whatever is closed owes nothing. */
function forecastSql(look: CriteriaContext, test: CheckedCondition & { kind: 'forecast' }): Sql {
  const { now } = look.ctx;
  if (test.operator === 'undefined') return sql`ticket.solution_due_at is null`;
  if (!('hours' in test)) return sql`(ticket.is_open and ticket.solution_due_at < ${now})`;
  const until = new Date(now.getTime() + test.hours * 3_600_000);
  return sql`(ticket.is_open and ticket.solution_due_at >= ${now} and ticket.solution_due_at <= ${until})`;
}

function flagSql(look: CriteriaContext, field: (CheckedCondition & { kind: 'flag' })['field']): Sql {
  if (field === 'sharedWithMyDepartment') return hasShareWithActor(look, sql`true`);
  if (field === 'isOwed') return hasVisibleShare(look, sql`share.question <> '' and share.done_at is null`);
  // The owner's side (ZJ-28): what our departments have shared with others.
  const isOut = sql<boolean>`exists (select 1 from ticket_share share where ${activeShare} and share.from_department_id = ticket.department_id)`;
  return look.includesShared ? sql`(${isReadable(look.actor, 'own')} and ${isOut})` : isOut;
}

/** Whether the subject holds a text, as far as the actor may ask: a masked customer cannot be found out by it. */
function subjectHolds(look: CriteriaContext, text: string): Sql {
  const holds = (subject: RawBuilder<string>) =>
    sql<boolean>`position(lower(normalize(${text}::text, NFKC)) in lower(${subject})) > 0`;
  const isIn = holds(sql`normalize(ticket.subject, NFKC)`);
  if (!look.includesShared) return isIn;
  const isMasked = sql`coalesce((select bool_and((mask->>'masked')::boolean) from unnest(${maskFlags(look.actor)}) mask), false)`;
  const shown = textWithoutCustomer(sql`ticket.subject`);
  return sql<boolean>`case when not ${isIn} then false when ${isMasked} then ${holds(shown)} else true end`;
}

function conditionSql(look: CriteriaContext, test: CheckedCondition): Sql {
  switch (test.kind) {
    case 'one_of': {
      const isSo = oneOfSql(look, test.field, test.ids, test.words);
      return test.isNone ? sql`(${isSo}) is not true` : isSo;
    }
    case 'words':
      if (test.operator === 'has_any') return sql`ticket.tags && ${test.words}::text[]`;
      if (test.operator === 'has_all') return sql`ticket.tags @> ${test.words}::text[]`;
      return sql`not ticket.tags && ${test.words}::text[]`;
    case 'text': {
      const isIn = subjectHolds(look, test.text);
      return test.isLacking ? sql`not (${isIn})` : isIn;
    }
    case 'time':
      return timeSql(look, test);
    case 'forecast':
      return forecastSql(look, test);
    case 'flag':
      return test.value ? flagSql(look, test.field) : sql`(${flagSql(look, test.field)}) is not true`;
  }
}

const maskableFields: Partial<Record<OneOfField, string>> = {
  priorityId: 'priority',
  serviceId: 'service',
  categoryId: 'category',
  productId: 'product',
  accountId: 'account',
};

/** True on rows of which a share hides from the actor what the test asks about; null where none can. */
function hiddenSql(look: CriteriaContext, test: CheckedCondition): Sql | null {
  const field =
    test.kind === 'words'
      ? 'tags'
      : test.kind === 'forecast'
        ? 'solutionForecast'
        : test.kind === 'one_of'
          ? maskableFields[test.field]
          : undefined;
  const isCustomer = test.kind === 'one_of' && (test.field === 'requesterId' || test.field === 'accountId');
  if (!look.includesShared || (field === undefined && !isCustomer)) return null;
  const isHidden = sql`bool_and(jsonb_exists((mask->'hidden')::jsonb, ${field ?? ''}))`;
  const isMasked = isCustomer ? sql`bool_and((mask->>'masked')::boolean)` : sql`false`;
  // Several shares at once hide only what all of them hide; without any, nothing is hidden.
  return sql`coalesce((select ${isHidden} or ${isMasked} from unnest(${maskFlags(look.actor)}) mask), false)`;
}

/** A row of which a share hides the field matches neither the condition nor its opposite, so that nothing can be found out by asking. */
function maskedConditionSql(look: CriteriaContext, test: CheckedCondition): Sql {
  const hidden = hiddenSql(look, test);
  return hidden ? sql`(not ${hidden} and ${conditionSql(look, test)})` : conditionSql(look, test);
}

const groupSql = (look: CriteriaContext, group: CheckedGroup, further: Sql[] = []): Sql => {
  const parts = [...group.tests.map((test) => sql<boolean>`(${maskedConditionSql(look, test)})`), ...further];
  if (parts.length === 0) return sql`true`;
  return sql`(${sql.join(parts, group.match === 'all' ? sql` and ` : sql` or `)})`;
};

/** Criteria as one condition on a row of `ticket`. Every value is a parameter. What a row may show at all is not said here, but by `readable`. */
export const criteriaSql = (look: CriteriaContext, plan: CheckedCriteria): Sql =>
  groupSql(
    look,
    plan,
    plan.groups.map((group) => groupSql(look, group)),
  );
