import { availabilityRefusals } from './availability.ts';

/** How a department's new tickets find their responsible. */
export const assignmentModes = ['manual', 'least_open', 'round_robin', 'sequential', 'skills'] as const;

/** Who is chosen among equals: the one whose last ticket is longest ago, or anyone. */
export const tieBreaks = ['least_recent', 'random'] as const;

/** What happens to a ticket that is transferred while nobody can take it. */
export const whenNobody = ['queue', 'refuse'] as const;

/** What happens when a customer answers while the responsible is away. */
export const whenAway = ['keep', 'reassign', 'alert'] as const;

/**
 * Why an agent is not chosen. `not_in_rule`: the rule names other members. `sender`: they handed
 * the ticket over. `at_limit`: as many open tickets as allowed. The others are those of
 * availability.
 */
export const candidateRefusals = [
  'lacks_permission',
  'not_in_rule',
  'sender',
  'lacks_skill',
  'at_limit',
  ...availabilityRefusals,
] as const;

/** What decided between the candidates. substitute: the absent responsible had named them. */
export const decisiveFactors = ['only_one', 'fewest_open', 'least_recent', 'random', 'turn', 'substitute'] as const;

/**
 * Why a ticket has no responsible after an attempt. `several_reasons`: members cannot be chosen for
 * different reasons, which the candidates show.
 */
export const unassignedReasons = [
  'manual',
  'no_rule',
  'no_members',
  'not_in_rule',
  'lacks_skill',
  'nobody_available',
  'all_at_limit',
  'several_reasons',
  'waiting',
] as const;
