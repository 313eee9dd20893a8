/**
 * Who works on a ticket: routing rules, automatic assignment and the record of its decisions.
 * Owns: routing_rule, department_assignment, agent_assignment, agent_turn, assignment_queue,
 * absence_alert, assignment_decision. Emits: assignment.edited, routing_rule.edited,
 * ticket.answered_in_absence. Subscribes to: changes of tickets, messages, agents and availability.
 */
export { Assigner, type AssignmentChoice, assignQueued, decideAmong, waitAgain } from './commands/assign.ts';
export { createRoutingRule, editAgentLimits, editAssignmentSettings } from './commands/settings.ts';
export {
  contenders,
  countedStates,
  defaultSettings,
  queuedSince,
  routingRules,
  settingsOf,
  supervisorsOf,
} from './queries.ts';
export { isUnavailable, ruleFor } from './rules.ts';
export { dequeue, lockAssignment } from './store.ts';
export { routeTicket } from './trial.ts';
