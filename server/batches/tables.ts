import type { BatchAction, BatchKind } from '@crossdesk/contracts/batches.ts';
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

/**
 * What undoing one ticket of a batch takes back. Fields: the values before and after. Shares: those
 * that were added, with their version; undefined in batches from older releases. `queuedAt`: since
 * when the ticket waited for automatic assignment; null or undefined: it did not.
 * `readAt`: when the agent had last read the ticket; null: never.
 */
export type Undo =
  | { is: 'fields'; fields: Record<string, { before: unknown; after: unknown }>; queuedAt?: string | null }
  | { is: 'shares'; shares?: { id: number; version: number }[] }
  | { is: 'transfer'; transferId: number }
  | { is: 'deleted'; queuedAt?: string | null }
  | { is: 'restored' }
  | { is: 'unread'; readAt?: string | null };

/** One action on many tickets, with the outcome for each. `payload` null: it undoes another. */
interface BatchTable {
  id: GeneratedAlways<number>;
  agent_id: number;
  kind: BatchKind;
  payload: ColumnType<BatchAction | null, string, never>;
  state: 'running' | 'finished';
  undoes_id: number | null;
  created_at: Date;
  finished_at: Date | null;
}
interface BatchItemTable {
  batch_id: number;
  ticket_id: number;
  state: Generated<'waiting' | 'done' | 'skipped' | 'refused'>;
  code: string | null;
  detail: string | null;
  undo: ColumnType<Undo | null, string | null, string | null>;
}

declare module '../platform/database.ts' {
  interface Tables {
    batch: BatchTable;
    batch_item: BatchItemTable;
  }
}
