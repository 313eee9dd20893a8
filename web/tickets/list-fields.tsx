import type { Mailbox } from '@crossdesk/contracts/scalars.ts';
import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { focusNextFrame } from '../lib/focus.ts';
import { toast } from '../lib/toast.ts';
import { lazyComponent } from '../ui/lazy.tsx';
import { LoadingPage } from '../ui/loading-page.tsx';
import { parseMailboxes, showMailbox } from '../ui/mailboxes.ts';
import { Chip } from '../ui/marks.tsx';
import { editTicket } from './edit-ticket.ts';

const WordInput = lazyComponent(() => import('./list-input.tsx').then((module) => module.ListInput));

/** MultiValue words in one field: chips until it is pressed, then an input; kept when it is left. */
const ListField = (given: {
  label: string;
  words: readonly string[];
  refusal: string | null;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
  onSave: (words: string[]) => void;
  /** What a chip says instead of the whole word. */
  shortLabel?: (word: string) => string;
  empty: ReactNode;
}) => {
  const { t } = useTranslation();
  const [words, setWords] = useState<string[]>([]);
  const [typed, setTyped] = useState('');
  const button = useRef<HTMLButtonElement>(null);
  const isCancelled = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: editing starts from what is there at that moment
  useEffect(() => {
    isCancelled.current = false;
    setTyped('');
    if (given.isOpen) setWords([...given.words]);
  }, [given.isOpen]);
  const close = () => {
    given.onOpen(false);
    focusNextFrame(() => button.current, { preventScroll: true });
    const all = typed.trim() ? [...words, typed.trim()] : words;
    if (!isCancelled.current && all.join('\n') !== given.words.join('\n')) given.onSave([...new Set(all)]);
  };
  return (
    <div className="field">
      <dt>{given.label}</dt>
      <dd>
        {given.isOpen ? (
          <Suspense fallback={<LoadingPage />}>
            <WordInput
              label={given.label}
              words={words}
              typed={typed}
              onTyped={setTyped}
              onWords={setWords}
              onBlur={close}
              onCancel={() => {
                isCancelled.current = true;
              }}
            />
          </Suspense>
        ) : (
          <button
            ref={button}
            type="button"
            className="pick field-value is-wrapping"
            aria-disabled={given.refusal !== null}
            title={given.refusal ?? undefined}
            onClick={() => given.refusal === null && given.onOpen(true)}
          >
            <span className="sr">{t('field.edit', { what: given.label })} </span>
            {given.words.length === 0
              ? given.empty
              : given.words.map((word) => (
                  <Chip key={word} title={word}>
                    {given.shortLabel?.(word) ?? word}
                  </Chip>
                ))}
          </button>
        )}
      </dd>
    </div>
  );
};

/** Words for finding and counting (ZV-30). */
export const TagsField = (given: {
  ticket: Ticket;
  refusal: string | null;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
}) => {
  const { t } = useTranslation();
  return (
    <ListField
      label={t('field.tags')}
      words={given.ticket.tags}
      refusal={given.refusal}
      isOpen={given.isOpen}
      onOpen={given.onOpen}
      onSave={(tags) => void editTicket(given.ticket, { tags }, { tags })}
      empty={<span className="nothing">{given.refusal === null ? t('field.add') : '–'}</span>}
    />
  );
};

/** Addresses copied on the ticket (ZV-29). */
export const CcField = ({ ticket, refusal }: { ticket: Ticket; refusal: string | null }) => {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <ListField
      label={t('field.cc')}
      words={ticket.cc.map(showMailbox)}
      refusal={refusal}
      isOpen={isOpen}
      onOpen={setOpen}
      shortLabel={(word) => parseMailboxes(word)[0]?.name || word}
      onSave={(words) => {
        const cc: Mailbox[] = words.flatMap(parseMailboxes);
        const wrong = words.filter((word) => parseMailboxes(word).length === 0);
        if (wrong.length > 0) toast({ tone: 'bad', text: t('write.wrongAddress'), detail: wrong.join(', ') });
        if (cc.map(showMailbox).join() !== ticket.cc.map(showMailbox).join()) void editTicket(ticket, { cc }, { cc });
      }}
      empty={<span className="nothing">{refusal === null ? t('field.addPeople') : '–'}</span>}
    />
  );
};
