/**
 * Communication channels. Each channel has its own folder and public interface; this one combines
 * them.
 * Owns no tables.
 */
export { startInboundMail, startMailboxWatchers } from './email/index.ts';
