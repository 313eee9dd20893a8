import type { CannedVisibility } from '@crossdesk/contracts/canned-replies.ts';
import type { Generated, GeneratedAlways } from 'kysely';

/**
 * See the contract `CannedReply`. `owner_id` is set for personal replies only; `html` is sanitized
 * and contains variables.
 */
interface CannedReplyTable {
  id: GeneratedAlways<number>;
  name: string;
  html: string;
  visibility: CannedVisibility;
  department_ids: Generated<number[]>;
  owner_id: number | null;
  version: Generated<number>;
  created_at: Date;
  updated_at: Date;
}

declare module '../platform/database.ts' {
  interface Tables {
    canned_reply: CannedReplyTable;
  }
}
