import { type OutgoingSms, SmsRefused, type SmsSender } from '../platform/sms-sender.ts';

/**
 * A fake text message service that records messages, and refuses or loses its response on request.
 */
export type SmsRecorder = {
  sender: SmsSender;
  /** The accepted messages, oldest first. */
  sent: OutgoingSms[];
  /**
   * Fails every further message: refused permanently, or accepted with the response lost. Null
   * accepts messages again.
   */
  fail(how: 'refused' | 'answer_lost' | null): void;
};

export function createSmsRecorder(isConfigured: boolean): SmsRecorder {
  const sent: OutgoingSms[] = [];
  let failure: 'refused' | 'answer_lost' | null = null;
  const idOf = (index: number) => `SM${String(index).padStart(4, '0')}`;
  return {
    sender: {
      isConfigured,
      async send(sms) {
        if (failure === 'refused') throw new SmsRefused('21211 not a number', false, false);
        sent.push(sms);
        if (failure === 'answer_lost') throw new SmsRefused('timeout', true, true);
        return { id: idOf(sent.length) };
      },
      async find({ to, text }) {
        const index = sent.findIndex((one) => one.to === to && one.text === text);
        return index < 0 ? null : { id: idOf(index + 1) };
      },
    },
    sent,
    fail: (how) => {
      failure = how;
    },
  };
}
