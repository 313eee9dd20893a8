import type { Names } from './catalog.ts';

/** The reason of a transfer: the company's, the text, or both; empty if none was given. */
export const transferReason = (names: Names, given: { reasonId: number | null; reason: string }): string =>
  [names.choice(given.reasonId), given.reason].filter(Boolean).join(': ');
