import type { Criteria, CustomViewSort, ViewVisibility } from '@crossdesk/contracts/custom-views.ts';
import type { ViewColumn } from '@crossdesk/contracts/views.ts';
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

/**
 * The search index of a ticket: number, subject, tags, people and messages as `searchText` returns
 * them. `bare_words` leaves out everything a share can hide.
 */
interface TicketSearchTable {
  ticket_id: number;
  words: string;
  bare_words: string;
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
    custom_view: CustomViewTable;
  }
}
