/**
 * Communication channels. Each channel has its own folder and public interface; this one combines
 * them.
 * Owns no tables.
 */
export { startInboundMail } from './email/index.ts';
