import { createHighlighter } from '@crossdesk/contracts/search/highlight.ts';

const name = 'found-words';
const maxRanges = 1_000;

/** The searched words in the texts of an element; not in fields that can be edited. */
function rangesIn(root: HTMLElement, search: string): Range[] {
  const highlight = createHighlighter(search);
  const ranges: Range[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement?.closest('[contenteditable="true"], textarea, input, .sr')
      ? NodeFilter.FILTER_REJECT
      : NodeFilter.FILTER_ACCEPT,
  );
  for (let node = walker.nextNode(); node && ranges.length < maxRanges; node = walker.nextNode()) {
    for (const { start, end } of highlight(node.nodeValue ?? '')) {
      const range = new Range();
      range.setStart(node, start);
      range.setEnd(node, end);
      ranges.push(range);
    }
  }
  return ranges;
}

/**
 * Highlights the words of a search inside an element, also in what is added to it later, and
 * scrolls the first message with a match into view once. Returns a function that ends this.
 */
export function markFoundWords(root: HTMLElement, search: string): () => void {
  let frame = 0;
  let isScrolled = false;
  const update = () => {
    const ranges = rangesIn(root, search);
    CSS.highlights.set(name, new Highlight(...ranges));
    const inMessage = ranges.find((range) => range.startContainer.parentElement?.closest('.mail'));
    if (isScrolled || !inMessage) return;
    isScrolled = true;
    inMessage.startContainer.parentElement?.scrollIntoView({ block: 'center' });
  };
  const schedule = () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(update);
  };
  const observer = new MutationObserver(schedule);
  observer.observe(root, { childList: true, subtree: true, characterData: true });
  schedule();
  return () => {
    observer.disconnect();
    cancelAnimationFrame(frame);
    CSS.highlights.delete(name);
  };
}
