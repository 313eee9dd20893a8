import { type OutgoingSms, SmsRefused, type SmsSender } from '../platform/sms-sender.ts';

/** Stands for the text message service: keeps what it is given, and refuses or falls silent when told to. */
export type SmsRecorder = {
  sender: SmsSender;
  /** What was taken, oldest first. */
  sent: OutgoingSms[];
  /** From now on: refused for good; taken, but the answer is lost; or null, taken again. */
  fail(how: 'refused' | 'answer_lost' | null): void;
};

export function createSmsRecorder(isConfigured: boolean): SmsRecorder {
  const sent: OutgoingSms[] = [];
  let failing: 'refused' | 'answer_lost' | null = null;
  const idOf = (place: number) => `SM${String(place).padStart(4, '0')}`;
  return {
    sender: {
      isConfigured,
      async send(sms) {
        if (failing === 'refused') throw new SmsRefused('21211 not a number', false, false);
        sent.push(sms);
        if (failing === 'answer_lost') throw new SmsRefused('timeout', true, true);
        return { id: idOf(sent.length) };
      },
      async find({ to, text }) {
        const place = sent.findIndex((one) => one.to === to && one.text === text);
        return place < 0 ? null : { id: idOf(place + 1) };
      },
    },
    sent,
    fail: (how) => {
      failing = how;
    },
  };
}
