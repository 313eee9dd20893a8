/**
 * Canned replies: reusable texts with variables that are filled in with what the writer may see of
 * a ticket. Owns: canned_reply. Emits: setting.edited. Handles: nothing.
 */
export { createCannedReply } from './commands.ts';
