/**
 * The advisory locks of PostgreSQL with a fixed key: the first of two keys, or the only
 * one of `migration` and `setup`. Each use has its own, so that none waits for another.
 */
export const lockSpaces = {
  migration: 727_362_001,
  setup: 727_362_002,
  /** A worker process, while it runs. */
  worker: 727_362_004,
  /** The process that watches a mailbox. */
  mailbox: 727_362_005,
  /** A transaction that has emitted an event. */
  event: 727_362_006,
  /** A transaction that assigns tickets of a department. */
  assignment: 727_362_007,
} as const;
