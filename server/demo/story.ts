import type { Locale } from '@crossdesk/contracts/scalars.ts';
import type { Channel } from '@crossdesk/contracts/tickets.ts';
import type { CategoryKey, DepartmentKey, PartnerKey, ProductKey, ServiceKey } from './company.ts';

/** A file attached to a message, generated for each ticket. */
export type FileKind =
  | 'label'
  | 'damage'
  | 'screenshot'
  | 'chart'
  | 'receipt'
  | 'identity'
  | 'invoice'
  | 'letter'
  | 'statement'
  | 'log';

/**
 * One message of a conversation. customer and partner write from outside (a partner answers a
 * forward, for agents only); agent is the assignee, colleague another agent of the department or an
 * operator; machine is an automatic reply of the customer's mail program.
 */
export type Line = {
  by: 'customer' | 'agent' | 'colleague' | 'partner' | 'machine';
  as: 'public' | 'internal' | 'forward';
  text: string;
  files: readonly FileKind[];
  to?: PartnerKey;
};

export const customerMessage = (text: string, ...files: FileKind[]): Line => ({
  by: 'customer',
  as: 'public',
  text,
  files,
});
export const agentReply = (text: string, ...files: FileKind[]): Line => ({ by: 'agent', as: 'public', text, files });
export const agentNote = (text: string, ...files: FileKind[]): Line => ({ by: 'agent', as: 'internal', text, files });
export const colleagueNote = (text: string, ...files: FileKind[]): Line => ({
  by: 'colleague',
  as: 'internal',
  text,
  files,
});
export const forwardTo = (to: PartnerKey, text: string): Line => ({ by: 'agent', as: 'forward', text, files: [], to });
export const partnerReply = (from: PartnerKey, text: string): Line => ({
  by: 'partner',
  as: 'internal',
  text,
  files: [],
  to: from,
});
export const autoReply = (text: string): Line => ({ by: 'machine', as: 'public', text, files: [] });

/**
 * A conversation template. In its texts `{word}` is a fact of the ticket (see facts.ts) and
 * `{one|two}` a choice; greetings and signatures are added. If the first line is an agent's, the
 * agent opens the ticket on behalf of the customer.
 */
export type Story = {
  key: string;
  locale: Locale;
  department: DepartmentKey;
  service: ServiceKey;
  category: CategoryKey;
  subjects: readonly string[];
  lines: readonly Line[];
  product?: ProductKey | 'goods';
  channels?: readonly Channel[];
  priority?: 'low' | 'medium' | 'high' | 'urgent';
  tags?: readonly string[];
  isInternal?: true;
  /** Ends in the trash. */
  isSpam?: true;
};
