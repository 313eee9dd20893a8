import type { RecipientDelivery } from '@crossdesk/contracts/lists/email.ts';
import type { Delivery, OutgoingMail } from './mail-sender.ts';

/** How far the delivery of a mail has got, over all its recipients. */
export type MailOutcome = 'waiting' | 'sent' | 'partly' | 'failed';

const canonical = (address: string) => address.toLowerCase();

/** The recipients of a new mail, each address once. */
export function newRecipients(mail: Pick<OutgoingMail, 'to' | 'cc' | 'bcc'>): RecipientDelivery[] {
  const addresses = new Map([...mail.to, ...mail.cc, ...mail.bcc].map(({ address }) => [canonical(address), address]));
  return [...addresses.values()].map((address) => ({ address, state: 'waiting', detail: null }));
}

/** Whether the mail still has to be sent to a recipient. */
export const isOpen = ({ state }: RecipientDelivery): boolean => state === 'waiting' || state === 'deferred';

/**
 * The recipients after an attempt, by the server's responses. A temporary refusal is final on the
 * last attempt. Recipients without a response stay as they are.
 */
export function afterAttempt(
  recipients: readonly RecipientDelivery[],
  { accepted, rejected }: Pick<Delivery, 'accepted' | 'rejected'>,
  isLast: boolean,
): RecipientDelivery[] {
  const isAccepted = new Set(accepted.map(canonical));
  const refusals = new Map(rejected.map((one) => [canonical(one.address), one]));
  return recipients.map((one) => {
    if (!isOpen(one)) return one;
    if (isAccepted.has(canonical(one.address))) return { ...one, state: 'sent', detail: null };
    const refusal = refusals.get(canonical(one.address));
    if (!refusal) return one;
    const state = refusal.isTemporary && !isLast ? 'deferred' : 'refused';
    return { ...one, state, detail: refusal.response.slice(0, 500) };
  });
}

/** The recipients after delivery reports for these addresses. */
export const afterBounce = (
  recipients: readonly RecipientDelivery[],
  reports: readonly { address: string; detail: string }[],
): RecipientDelivery[] =>
  recipients.map((one) => {
    const report = reports.find(({ address }) => canonical(address) === canonical(one.address));
    return report && one.state === 'sent' ? { ...one, state: 'bounced', detail: report.detail.slice(0, 500) } : one;
  });

/** Opens the recipients the mail did not reach for another attempt. */
export const reopened = (recipients: readonly RecipientDelivery[]): RecipientDelivery[] =>
  recipients.map((one) => (one.state === 'sent' ? one : { ...one, state: 'waiting' }));

export function outcomeOf(recipients: readonly RecipientDelivery[]): MailOutcome {
  const sentCount = recipients.filter(({ state }) => state === 'sent').length;
  if (sentCount === recipients.length) return 'sent';
  if (sentCount > 0) return 'partly';
  return recipients.some(isOpen) ? 'waiting' : 'failed';
}

/** The reasons of the recipients not reached, for people; null without any. */
export function failureDetail(recipients: readonly RecipientDelivery[]): string | null {
  const missed = recipients.filter(({ state, detail }) => state !== 'sent' && detail !== null);
  if (missed.length === 0) return null;
  return missed
    .map(({ address, detail }) => `${address}: ${detail}`)
    .join('; ')
    .slice(0, 2000);
}
