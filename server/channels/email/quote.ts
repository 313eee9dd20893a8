import { splitQuotedHtml } from './quote-html.ts';
import { classifyLines, findQuotation } from './quote-lines.ts';

/** A body in two: what its writer wrote now, and what was quoted from before (null when nothing was). */
export interface SplitBody {
  html: string | null;
  quotedHtml: string | null;
  text: string;
  quotedText: string | null;
}

/**
 * Parts the new words of a reply from the quotation under (or above) them, for display only: the whole body stays
 * stored. Answers between quoted lines, forwards, and replies with nothing left to see are shown whole.
 * Takes the HTML as sent, since cleaning removes the names by which quotations are known; clean both halves afterwards.
 */
export function splitQuote(body: { html: string | null; text: string }): SplitBody {
  const text = splitText(body.text);
  const html = body.html === null ? null : splitQuotedHtml(body.html);
  return {
    html: html?.visible ?? body.html,
    quotedHtml: html?.quoted ?? null,
    text: text?.visible ?? body.text,
    quotedText: text?.quoted ?? null,
  };
}

function splitText(text: string): { visible: string; quoted: string } | null {
  const lines = text.split('\n');
  const range = findQuotation(classifyLines(lines));
  if (range === null) return null;
  const before = lines.slice(0, range.start).join('\n').trimEnd();
  const after = lines.slice(range.end).join('\n').trim();
  const visible = before === '' || after === '' ? before + after : `${before}\n\n${after}`;
  return hasVisibleContent(visible) ? { visible, quoted: lines.slice(range.start, range.end).join('\n').trim() } : null;
}

/** Nothing to read is left when there is no letter, digit or picture in it. */
function hasVisibleContent(text: string): boolean {
  return /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(text);
}
