import { splitQuotedHtml } from './quote-html.ts';
import { classifyLines, findQuotation } from './quote-lines.ts';

/** A body split into the new text and the quotation; null without one. */
export interface SplitBody {
  html: string | null;
  quotedHtml: string | null;
  text: string;
  quotedText: string | null;
}

/**
 * Splits a reply from the quotation below (or above) it, for display only: the whole body stays
 * stored. Interleaved replies, forwards, and replies with nothing left to see are shown whole.
 * Takes the HTML before sanitising, which would remove the class names that identify quotations;
 * sanitise both parts afterwards.
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

/** Whether the text contains a letter, digit or emoji. */
function hasVisibleContent(text: string): boolean {
  return /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(text);
}
