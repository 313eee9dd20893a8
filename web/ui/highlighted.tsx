import { createHighlighter } from '@crossdesk/contracts/search/highlight.ts';
import { type ReactNode, useMemo } from 'react';

/** A text with the words of a search highlighted. */
export const Highlighted = ({ text, search }: { text: string; search: string }) => {
  const highlight = useMemo(() => createHighlighter(search), [search]);
  const parts: ReactNode[] = [];
  let end = 0;
  for (const range of highlight(text)) {
    parts.push(text.slice(end, range.start), <mark key={range.start}>{text.slice(range.start, range.end)}</mark>);
    end = range.end;
  }
  return (
    <>
      {parts}
      {text.slice(end)}
    </>
  );
};
