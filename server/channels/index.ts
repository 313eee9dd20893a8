/**
 * Ways in and out. Each channel has a folder and a door of its own; this one opens them together.
 * Owns no table itself; speaks and hears through its channels.
 */
export { startInboundMail } from './email/index.ts';
