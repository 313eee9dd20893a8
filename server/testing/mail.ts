import { type Delivery, MailRefused, type MailSender, type OutgoingMail } from '../platform/mail-sender.ts';

/** A fake mail server that records mails and refuses them on request. */
export type MailRecorder = {
  sender: MailSender;
  /** The accepted mails, oldest first. */
  sent: OutgoingMail[];
  /** Refuses every further mail, temporarily or permanently; null accepts mail again. */
  refuse(how: 'temporary' | 'permanent' | null): void;
  /** Refuses one address while others are accepted; null accepts it again. */
  refuseAddress(address: string, how: 'temporary' | 'permanent' | null): void;
  /** The addresses each accepted mail was sent to, in the order of `sent`. */
  deliveredTo: string[][];
  /** The newest mail to an address. Throws if there is none. */
  lastTo(address: string): OutgoingMail;
};

export function createMailRecorder(isConfigured: boolean): MailRecorder {
  const sent: OutgoingMail[] = [];
  const deliveredTo: string[][] = [];
  const refused = new Map<string, 'temporary' | 'permanent'>();
  let refusal: 'temporary' | 'permanent' | null = null;
  const recipientsOf = (mail: OutgoingMail) => [...mail.to, ...mail.cc, ...mail.bcc].map((one) => one.address);
  const sender: MailSender = {
    isConfigured,
    async send(mail, only): Promise<Delivery> {
      if (refusal === 'temporary') throw new MailRefused('451 try again later', true, 451, '451 try again later');
      if (refusal === 'permanent') throw new MailRefused('550 no such user', false, 550, '550 no such user');
      const addresses = recipientsOf(mail).filter((one) => !only || only.includes(one));
      const rejected = addresses
        .filter((one) => refused.has(one))
        .map((one) => {
          const isTemporary = refused.get(one) === 'temporary';
          return { address: one, response: isTemporary ? '451 greylisted' : '550 no such user', isTemporary };
        });
      const accepted = addresses.filter((one) => !refused.has(one));
      const [first] = rejected;
      if (accepted.length === 0 && first) {
        const isTemporary = rejected.some((one) => one.isTemporary);
        throw new MailRefused(
          first.response,
          isTemporary,
          Number(first.response.slice(0, 3)),
          first.response,
          rejected,
        );
      }
      sent.push(mail);
      deliveredTo.push(accepted);
      return { accepted, rejected, response: '250 ok' };
    },
    verify: async () => undefined,
    close: () => undefined,
  };
  return {
    sender,
    sent,
    deliveredTo,
    refuseAddress: (address, how) => {
      if (how) refused.set(address, how);
      else refused.delete(address);
    },
    refuse: (how) => {
      refusal = how;
    },
    lastTo: (address) => {
      const mail = sent.findLast((mail) => recipientsOf(mail).includes(address));
      if (!mail) throw new Error(`no mail was sent to ${address}; sent: ${sent.flatMap(recipientsOf).join(', ')}`);
      return mail;
    },
  };
}
