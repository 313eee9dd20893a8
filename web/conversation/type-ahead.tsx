import { Portal } from '@mantine/core';
import { type Editor, useEditorState } from '@tiptap/react';
import { type ReactNode, type RefObject, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import './type-ahead.css';

/** A suggestion that replaces the typed query. `search` is the text it is matched by. */
export type Suggestion = {
  key: string;
  label: string;
  note?: string;
  icon?: ReactNode;
  search: string;
  insert: (editor: Editor, range: { from: number; to: number }) => void;
};
/** The suggestions after `/` at the start of a line and after `@`. */
export type Suggestions = { '/': readonly Suggestion[]; '@': readonly Suggestion[] };
type TriggerSign = keyof Suggestions;
type Trigger = { sign: TriggerSign; from: number; to: number; query: string };

/** Handles keys while the list is open, and opens it without the trigger character. */
export type TypeAheadHandle = { onKey: (event: KeyboardEvent) => boolean; open: (sign: TriggerSign) => void };

const fold = (text: string) => text.normalize('NFKC').toLocaleLowerCase();
const maxShown = 50;

/**
 * The trigger and query before the caret, if any. `opened`: where a button or key opened the list.
 */
const triggerAt = (editor: Editor, opened: { sign: TriggerSign; at: number } | null): Trigger | null => {
  const { selection, doc } = editor.state;
  const { $from, empty } = selection;
  if (!empty || !$from.parent.isTextblock || $from.parent.type.name === 'codeBlock') return null;
  const to = $from.pos;
  if (opened) {
    if (to < opened.at || opened.at < $from.start()) return null;
    const query = doc.textBetween(opened.at, to, '\n', '\n');
    return query.length > 40 || query.includes('\n') ? null : { sign: opened.sign, from: opened.at, to, query };
  }
  const before = $from.parent.textBetween(0, $from.parentOffset, '\n', '\ufffc');
  const slash = /^[/／]([^/／\n]{0,40})$/.exec(before);
  if (slash) return { sign: '/', from: $from.start(), to, query: slash[1] ?? '' };
  const at = /(?:^|[^A-Za-z0-9._-])[@＠]([^@＠\n]{0,30})$/.exec(before);
  const query = at?.[1] ?? '';
  return at ? { sign: '@', from: to - query.length - 1, to, query } : null;
};

/**
 * Suggestions while typing: arrow keys move, Enter or Tab inserts, Esc closes. The caret stays in
 * the text.
 */
export const TypeAhead = ({
  editor,
  suggestions,
  handle,
  emptyNote,
}: {
  editor: Editor;
  suggestions: Suggestions;
  handle: RefObject<TypeAheadHandle | null>;
  emptyNote: ReactNode;
}) => {
  const { t } = useTranslation('editor');
  const [opened, setOpened] = useState<{ sign: TriggerSign; at: number } | null>(null);
  const [dismissedPlace, setDismissedPlace] = useState<string | null>(null);
  const [activeIndex, setActiveIndex] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const text = useEditorState({
    editor,
    selector: ({ editor: now }) => JSON.stringify(now.isFocused ? triggerAt(now, opened) : null),
  });
  const trigger: Trigger | null = JSON.parse(text);
  const words = fold(trigger?.query ?? '').split(/\s+/);
  const found = trigger
    ? suggestions[trigger.sign]
        .filter((suggestion) => words.every((word) => fold(suggestion.search).includes(word)))
        .slice(0, maxShown)
    : [];
  const place = trigger ? `${trigger.sign}${trigger.from}` : null;
  const isOpen = trigger !== null && place !== dismissedPlace && (found.length > 0 || opened !== null);
  const chosen = Math.min(activeIndex, Math.max(0, found.length - 1));
  const insert = (suggestion: Suggestion | undefined) => {
    if (!suggestion || !trigger) return;
    setOpened(null);
    setActiveIndex(0);
    suggestion.insert(editor, { from: trigger.from, to: trigger.to });
  };

  useImperativeHandle(handle, () => ({
    open: (sign) => {
      editor.view.focus();
      setDismissedPlace(null);
      setActiveIndex(0);
      setOpened({ sign, at: editor.state.selection.from });
    },
    onKey: (event) => {
      if (!isOpen || event.isComposing) return false;
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      if (step !== 0) setActiveIndex((chosen + step + found.length) % Math.max(1, found.length));
      else if ((event.key === 'Enter' && !event.ctrlKey && !event.metaKey) || event.key === 'Tab') {
        if (found.length === 0) return false;
        insert(found[chosen]);
      } else if (event.key === 'Escape') {
        setDismissedPlace(place);
        setOpened(null);
      } else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  }));
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs for each query
  useEffect(() => setActiveIndex(0), [trigger?.query, place]);
  useEffect(() => {
    if (place === null) {
      setDismissedPlace(null);
      setOpened(null);
    }
  }, [place]);
  useEffect(() => {
    // Not mounted yet, or unmounted.
    if (editor.isDestroyed) return;
    const box = editor.view.dom;
    const state = {
      'aria-controls': 'type-ahead',
      'aria-activedescendant': `offer-${chosen}`,
      'aria-autocomplete': 'list',
    };
    for (const [name, value] of Object.entries(state)) {
      if (isOpen && found.length > 0) box.setAttribute(name, value);
      else box.removeAttribute(name);
    }
    if (isOpen) list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  });
  if (!isOpen || !trigger) return null;
  const caret = editor.view.coordsAtPos(trigger.from);
  const isAbove = caret.top > 280;
  const style = {
    left: Math.max(8, Math.min(caret.left - 8, window.innerWidth - 348)),
    ...(isAbove ? { bottom: window.innerHeight - caret.top + 6 } : { top: caret.bottom + 6 }),
  };
  return (
    <Portal>
      <div className="type-ahead" style={style} data-sign={trigger.sign}>
        <div
          ref={list}
          id="type-ahead"
          role="listbox"
          aria-label={t(trigger.sign === '/' ? 'canned.label' : 'mention.label')}
          className="type-ahead-list"
        >
          {found.map((suggestion, index) => (
            <div
              key={suggestion.key}
              id={`offer-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              className="type-ahead-offer"
              onMouseMove={() => setActiveIndex(index)}
              onMouseDown={(event) => {
                event.preventDefault();
                insert(suggestion);
              }}
            >
              {suggestion.icon}
              <span className="type-ahead-words">
                <b className="cut">{suggestion.label}</b>
                {suggestion.note && <span className="cut">{suggestion.note}</span>}
              </span>
            </div>
          ))}
        </div>
        {found.length === 0 && (
          <p className="type-ahead-none">{suggestions[trigger.sign].length === 0 ? emptyNote : t('offer.none')}</p>
        )}
        <p className="sr" role="status">
          {t('offer.count', { count: found.length })}
        </p>
      </div>
    </Portal>
  );
};
