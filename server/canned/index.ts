/**
 * Canned replies: texts kept to be used again, with variables that are filled in for a ticket as the writer may see it.
 * Owns: canned_reply. Speaks: setting.edited. Hears: nothing.
 */
export { createCannedReply } from './commands.ts';
