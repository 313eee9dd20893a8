import { type Delivery, MailRefused, type MailSender, type OutgoingMail } from '../platform/mail-sender.ts';

/** A fake mail server that records mails and refuses them on request. */
export type MailRecorder = {
  sender: MailSender;
  /** The accepted mails, oldest first. */
  sent: OutgoingMail[];
  /** Refuses every further mail, temporarily or permanently; null accepts mail again. */
  refuse(how: 'temporary' | 'permanent' | null): void;
  /** The newest mail to an address. Throws if there is none. */
  lastTo(address: string): OutgoingMail;
};

export function createMailRecorder(isConfigured: boolean): MailRecorder {
  const sent: OutgoingMail[] = [];
  let refusal: 'temporary' | 'permanent' | null = null;
  const recipientsOf = (mail: OutgoingMail) => [...mail.to, ...mail.cc, ...mail.bcc].map((one) => one.address);
  const sender: MailSender = {
    isConfigured,
    async send(mail): Promise<Delivery> {
      if (refusal === 'temporary') throw new MailRefused('451 try again later', true, 451, '451 try again later');
      if (refusal === 'permanent') throw new MailRefused('550 no such user', false, 550, '550 no such user');
      sent.push(mail);
      return { accepted: recipientsOf(mail), rejected: [], response: '250 ok' };
    },
    verify: async () => undefined,
    close: () => undefined,
  };
  return {
    sender,
    sent,
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
