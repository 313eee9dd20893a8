import { type Delivery, MailRefused, type MailSender, type OutgoingMail } from '../platform/mail-sender.ts';

/** Stands for the next mail server: keeps what it is given, and refuses when told to. */
export type MailRecorder = {
  sender: MailSender;
  /** What was taken, oldest first. */
  sent: OutgoingMail[];
  /** From now on every mail is refused, for now or for good; null takes mail again. */
  refuse(how: 'temporary' | 'permanent' | null): void;
  /** The newest mail to an address. Throws when there is none. */
  lastTo(address: string): OutgoingMail;
};

export function createMailRecorder(isConfigured: boolean): MailRecorder {
  const sent: OutgoingMail[] = [];
  let refusing: 'temporary' | 'permanent' | null = null;
  const peopleOf = (mail: OutgoingMail) => [...mail.to, ...mail.cc, ...mail.bcc].map((one) => one.address);
  const sender: MailSender = {
    isConfigured,
    async send(mail): Promise<Delivery> {
      if (refusing === 'temporary') throw new MailRefused('451 try again later', true, 451, '451 try again later');
      if (refusing === 'permanent') throw new MailRefused('550 no such user', false, 550, '550 no such user');
      sent.push(mail);
      return { accepted: peopleOf(mail), rejected: [], response: '250 ok' };
    },
    verify: async () => undefined,
    close: () => undefined,
  };
  return {
    sender,
    sent,
    refuse: (how) => {
      refusing = how;
    },
    lastTo: (address) => {
      const found = sent.findLast((mail) => peopleOf(mail).includes(address));
      if (!found) throw new Error(`no mail was sent to ${address}; sent: ${sent.flatMap(peopleOf).join(', ')}`);
      return found;
    },
  };
}
