import type { Mailbox } from '@crossdesk/contracts/scalars.ts';
import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { focusNextFrame } from '../lib/focus.ts';
import { toast } from '../lib/toast.ts';
import { lazyComponent } from '../ui/lazy.tsx';
import { LoadingPage } from '../ui/loading-page.tsx';
import { parseMailboxes, writeMailbox } from '../ui/mailboxes.ts';
import { Chip } from '../ui/marks.tsx';
import { editTicket } from './edit-ticket.ts';
import { Field } from './field.tsx';

const WordInput = lazyComponent(() => import('./list-input.tsx').then((module) => module.ListInput));

/**
 * MultiValue words in one field: chips until it is pressed, then an input; kept when it is left.
 */
const ListField = (props: {
  label: string;
  words: readonly string[];
  refusal: string | null;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
  onSave: (words: string[]) => void;
  /** Chip label instead of the full value. */
  shortLabel?: (word: string) => string;
  empty: ReactNode;
}) => {
  const { t } = useTranslation();
  const [words, setWords] = useState<string[]>([]);
  const [typed, setTyped] = useState('');
  const button = useRef<HTMLButtonElement>(null);
  const isCancelled = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: editing starts with the current values
  useEffect(() => {
    isCancelled.current = false;
    setTyped('');
    if (props.isOpen) setWords([...props.words]);
  }, [props.isOpen]);
  const close = () => {
    props.onOpen(false);
    focusNextFrame(() => button.current, { preventScroll: true });
    const all = typed.trim() ? [...words, typed.trim()] : words;
    if (!isCancelled.current && all.join('\n') !== props.words.join('\n')) props.onSave([...new Set(all)]);
  };
  return (
    <Field label={props.label}>
      {props.isOpen ? (
        <Suspense fallback={<LoadingPage />}>
          <WordInput
            label={props.label}
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
          aria-disabled={props.refusal !== null}
          title={props.refusal ?? undefined}
          onClick={() => props.refusal === null && props.onOpen(true)}
        >
          <span className="sr">{t('field.edit', { what: props.label })} </span>
          {props.words.length === 0
            ? props.empty
            : props.words.map((word) => (
                <Chip key={word} title={word}>
                  {props.shortLabel?.(word) ?? word}
                </Chip>
              ))}
        </button>
      )}
    </Field>
  );
};

/** Tags (ZV-30). */
export const TagsField = (props: {
  ticket: Ticket;
  refusal: string | null;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
}) => {
  const { t } = useTranslation();
  return (
    <ListField
      label={t('field.tags')}
      words={props.ticket.tags}
      refusal={props.refusal}
      isOpen={props.isOpen}
      onOpen={props.onOpen}
      onSave={(tags) => void editTicket(props.ticket, { tags }, { tags })}
      empty={<span className="nothing">{props.refusal === null ? t('field.add') : '–'}</span>}
    />
  );
};

/** Cc recipients (ZV-29). */
export const CcField = ({ ticket, refusal }: { ticket: Ticket; refusal: string | null }) => {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <ListField
      label={t('field.cc')}
      words={ticket.cc.map(writeMailbox)}
      refusal={refusal}
      isOpen={isOpen}
      onOpen={setOpen}
      shortLabel={(word) => parseMailboxes(word)[0]?.name || word}
      onSave={(words) => {
        const cc: Mailbox[] = words.flatMap(parseMailboxes);
        const wrong = words.filter((word) => parseMailboxes(word).length === 0);
        if (wrong.length > 0) toast({ tone: 'bad', text: t('write.wrongAddress'), detail: wrong.join(', ') });
        if (cc.map(writeMailbox).join() !== ticket.cc.map(writeMailbox).join()) void editTicket(ticket, { cc }, { cc });
      }}
      empty={<span className="nothing">{refusal === null ? t('field.addPeople') : '–'}</span>}
    />
  );
};
