/**
 * One action on many tickets in the background, with an outcome for each; retry and undo.
 * Owns: batch, batch_item. Emits and handles nothing; the actions emit their own events.
 */
export { startBatch } from './commands.ts';
