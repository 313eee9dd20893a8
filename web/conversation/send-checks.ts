import type { DraftKind } from '@crossdesk/contracts/conversation.ts';

/**
 * Warnings before sending.
 * answered: others have written since the draft was started. noFile: the text mentions a file, but
 * none is attached. toCustomer: an internal comment addresses the customer. toColleague: a message
 * to the customer addresses a colleague.
 */
export type SendWarning = 'answered' | 'noFile' | 'toCustomer' | 'toColleague';

export type SendCheckInput = {
  kind: DraftKind;
  /** The written text without quotations. */
  text: string;
  fileCount: number;
  addedCount: number;
  customer: { name: string; addresses: readonly string[] };
  colleagues: readonly string[];
};

const mentionsFile =
  /\b(?:i(?:'ve| have)? attach(?:ed)?|attach(?:ed|ing)|(?:see|find|in) (?:the |an? )?attach\w*|the attachments?|enclosed)\b|添付|同封/i;
const deniesFilePattern = /添付(?:ファイル)?(?:は|が)?(?:不要|ありません|されていません|できません)/;
const fold = (text: string) => text.normalize('NFKC').toLowerCase();
const escapeRegExp = (word: string) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Whether a text starts with a greeting such as `Hello Mina,` or `伊藤様`. */
const greets = (text: string, name: string): boolean => {
  const words = fold(name)
    .split(/[\s.@]+/)
    .filter((word) => word.length > 1)
    .map(escapeRegExp);
  if (words.length === 0) return false;
  const alternatives = words.join('|');
  const start = fold(text).trimStart();
  return (
    new RegExp(
      `^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening))[\\s,]+(?:[a-z]{2,4}\\.? )?(?:${alternatives})\\b`,
    ).test(start) ||
    new RegExp(`^(?:${alternatives})[\\s\\p{L}]{0,6}(?:様|さま|さん)(?=[\\s、,。:：]|$)`, 'u').test(start)
  );
};

/** The warnings to confirm before sending; empty if there are none. */
export const sendWarnings = ({
  kind,
  text,
  fileCount,
  addedCount,
  customer,
  colleagues,
}: SendCheckInput): SendWarning[] => {
  const folded = fold(text);
  const isToCustomer =
    customer.addresses.some((address) => address.length > 3 && folded.includes(fold(address))) ||
    greets(text, customer.name);
  const isToColleague = colleagues.some((name) => folded.includes(`@${fold(name)}`) || greets(text, name));
  const greetsCustomer = greets(text, customer.name);
  return [
    ...(kind === 'reply' && addedCount > 0 ? (['answered'] as const) : []),
    ...(fileCount === 0 && mentionsFile.test(text) && !deniesFilePattern.test(text) ? (['noFile'] as const) : []),
    ...(kind === 'comment' && isToCustomer ? (['toCustomer'] as const) : []),
    ...(kind === 'reply' && isToColleague && !greetsCustomer ? (['toColleague'] as const) : []),
  ];
};
