import type { Criteria, CustomViewSort, ViewVisibility } from '@crossdesk/contracts/custom-views.ts';
import type { ViewColumn } from '@crossdesk/contracts/views.ts';
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

/**
 * The search index of a ticket: number, subject, tags, people and messages as `TicketWords`
 * returns them. `bare_words` leaves out everything a share can hide; null if no share hides
 * anything. `format`: 1 for rows of the previous index.
 */
interface TicketSearchTable {
  ticket_id: number;
  words: string;
  bare_words: string | null;
  format: number;
}

/**
 * One row: the rebuild of the search index continues with tickets before `next_ticket_id`; null:
 * all rows have the current format.
 */
interface SearchRebuildTable {
  is_only: boolean;
  next_ticket_id: number | null;
  skipped_count: number;
}

/** Tickets whose subject the search index does not have yet. A trigger of `ticket` adds them. */
interface SearchPendingTable {
  ticket_id: number;
}

/** Words of subjects, tags and names, with the keys by which misspellings find them. */
interface SearchWordTable {
  word: string;
  keys: string[];
}

/** A custom view; see the contract `CustomView`. */
export interface CustomViewTable {
  id: GeneratedAlways<number>;
  name: string;
  criteria: ColumnType<Criteria, string, string>;
  sort: CustomViewSort;
  columns: ViewColumn[];
  visibility: ViewVisibility;
  department_ids: Generated<number[]>;
  profile_ids: Generated<number[]>;
  owner_id: number;
  version: Generated<number>;
  created_at: Date;
  updated_at: Date;
}

declare module '../platform/database.ts' {
  interface Tables {
    ticket_search: TicketSearchTable;
    search_rebuild: SearchRebuildTable;
    search_pending: SearchPendingTable;
    search_word: SearchWordTable;
    custom_view: CustomViewTable;
  }
}
