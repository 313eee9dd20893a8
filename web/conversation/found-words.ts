import { type RefObject, useEffect } from 'react';
import './found-words.css';

/**
 * Highlights the words of a search inside an element, and scrolls the first message with a match
 * into view. Leaves the elements as they are.
 */
export function useFoundWords(box: RefObject<HTMLElement | null>, search: string | undefined, key: number): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: starts again for each ticket
  useEffect(() => {
    const root = box.current;
    if (!root || !search || !('highlights' in CSS)) return;
    let isEnded = false;
    let end = () => {};
    // Loaded only for a ticket that was opened from a search.
    void import('./mark-found-words.ts').then(({ markFoundWords }) => {
      if (!isEnded) end = markFoundWords(root, search);
    });
    return () => {
      isEnded = true;
      end();
    };
  }, [box, search, key]);
}
