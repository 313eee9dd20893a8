import type { DraftKind } from '@crossdesk/contracts/conversation.ts';

/**
 * What somebody would want to know before it is too late. answered: others have written since this was begun. noFile: a file is spoken of, and there is none.
 * toCustomer: an internal comment that speaks to the customer. toColleague: a message to the outside that speaks to a colleague.
 */
export type SendWarning = 'answered' | 'noFile' | 'toCustomer' | 'toColleague';

export type SendCheckInput = {
  kind: DraftKind;
  /** Its words, without what it quotes. */
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
const escaped = (word: string) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** `Hello Mina,` or `伊藤様` at the start of a text. */
const greets = (text: string, name: string): boolean => {
  const words = fold(name)
    .split(/[\s.@]+/)
    .filter((word) => word.length > 1)
    .map(escaped);
  if (words.length === 0) return false;
  const either = words.join('|');
  const start = fold(text).trimStart();
  return (
    new RegExp(
      `^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening))[\\s,]+(?:[a-z]{2,4}\\.? )?(?:${either})\\b`,
    ).test(start) || new RegExp(`^(?:${either})[\\s\\p{L}]{0,6}(?:様|さま|さん)(?=[\\s、,。:：]|$)`, 'u').test(start)
  );
};

/** What to ask about before a message goes its way; nothing: it may go. */
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
  const isKnown = greets(text, customer.name);
  return [
    ...(kind === 'reply' && addedCount > 0 ? (['answered'] as const) : []),
    ...(fileCount === 0 && mentionsFile.test(text) && !deniesFilePattern.test(text) ? (['noFile'] as const) : []),
    ...(kind === 'comment' && isToCustomer ? (['toCustomer'] as const) : []),
    ...(kind === 'reply' && isToColleague && !isKnown ? (['toColleague'] as const) : []),
  ];
};
