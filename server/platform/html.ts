import { Parser } from 'htmlparser2';
import sanitize from 'sanitize-html';
import { dropHidden } from './html-hidden.ts';
import { sanitizeStyle } from './html-style.ts';
import { convertToText } from './html-text.ts';
import { type HtmlElement, parseBody, serializeNodes } from './html-tree.ts';

/** Maximum length of parsed HTML in UTF-16 units; the rest is cut off. */
const MAX_HTML_CHARS = 2_000_000;
/** Maximum nesting depth; deeper input is shown as plain text. */
const MAX_DEPTH = 1_000;
const MAX_TAGS = 150_000;
/** Maximum text chunks from the parser: every stray `<` or `&` creates one. */
const MAX_TEXTS = 200_000;
/** Maximum nesting depth of the result: browsers flatten at 512. */
const MAX_RESULT_DEPTH = 250;
const MAX_DATA_IMAGE_CHARS = 700_000;
const MAX_URL_CHARS = 4_000;

const safeLink = /^(?:https?:\/\/|mailto:|tel:)/i;
const safeDataImage = /^data:image\/(?:png|jpe?g|gif|webp);base64,[a-z0-9+/=\s]+$/i;
const cell = ['colspan', 'rowspan', 'width', 'height', 'valign', 'bgcolor', 'scope'];

const allowedTags =
  `a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del
  dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark ol p pre q rp rt
  ruby s samp section small span strike strong sub sup table tbody td tfoot th thead time tr tt u ul var wbr`.split(
    /\s+/,
  );

const shownTags: ReadonlySet<string> = new Set(allowedTags);

/**
 * The body of HTML as browsers parse it, with the elements that are shown; null if it is too deep
 * or too large.
 */
export function parseShown(html: string): HtmlElement | null {
  const body = parseBody(cleanText(html), shownTags);
  if (body) dropHidden(body);
  return body;
}

/** The same as well-formed HTML, which every parser reads alike; null likewise. */
function wellFormed(html: string): string | null {
  const body = isWithinLimits(html) ? parseShown(html) : null;
  const result = body === null ? null : serializeNodes(body.children);
  return result !== null && isWithinLimits(result) ? result : null;
}

const allowedAttributes = {
  '*': ['style', 'dir', 'lang', 'title', 'align'],
  a: ['href', 'rel', 'target'],
  blockquote: ['type'],
  col: ['span', 'width'],
  font: ['color', 'size', 'face'],
  img: ['src', 'alt', 'width', 'height', 'data-remote-src', 'data-cid'],
  ol: ['start', 'type'],
  span: ['data-mention'],
  table: ['width', 'border', 'cellpadding', 'cellspacing', 'bgcolor'],
  td: cell,
  th: cell,
  time: ['datetime'],
};

/** How inline images and mentions are resolved. */
export interface SanitizeOptions {
  /** URL of the part with this Content-ID (without angle brackets); null if there is none. */
  cidUrl?: (cid: string) => string | null;
  /** Whether an image URL is kept because it is one of our own files. */
  isOwnImage?: (url: string) => boolean;
  /** Whether a `span` may mention the agent with this id (`data-mention`). */
  isMention?: (agentId: number) => boolean;
}

/**
 * Makes untrusted HTML safe to show. Parses it as browsers do, so that nothing readable is lost. An
 * allow-list of tags, attributes and inline styles remains: no
 * scripts, forms, frames, style sheets, ids or classes. Links are limited to http, https, mailto
 * and tel and open in a new tab. Remote images are not loaded: their URL is moved to
 * `data-remote-src`. Inline images keep their Content-ID in `data-cid` and get a `src` from
 * `cidUrl`, so the result can be sanitized again with another `cidUrl`. Input that is too deep or
 * has too many tags is returned as plain text; input beyond 2 million characters is cut off.
 */
export function sanitizeHtml(html: string, options: SanitizeOptions = {}): string {
  const bounded = cleanText(html).slice(0, MAX_HTML_CHARS);
  const source = wellFormed(bounded);
  if (source === null) return textToHtml(stripTags(bounded));
  return sanitize(source, {
    allowedTags,
    allowedAttributes,
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['http', 'https', 'data'] },
    allowedSchemesAppliedToAttributes: ['href', 'src'],
    allowProtocolRelative: false,
    nestingLimit: MAX_RESULT_DEPTH,
    nonTextTags: ['script', 'style', 'title'],
    parseStyleAttributes: false,
    transformTags: {
      '*': (tagName, attribs) => ({ tagName, attribs: withSanitizedStyle(attribs) }),
      a: (tagName, attribs) => ({ tagName, attribs: safeAnchor(withSanitizedStyle(attribs)) }),
      span: (tagName, attribs) => ({ tagName, attribs: safeMention(withSanitizedStyle(attribs), options) }),
      img: (tagName, attribs) => ({ tagName, attribs: safeImage(withSanitizedStyle(attribs), options) }),
    },
  });
}

/**
 * Converts HTML to the plain text a reader would see: for search, previews and mail clients without
 * HTML.
 */
export function htmlToText(html: string): string {
  const bounded = cleanText(html).slice(0, MAX_HTML_CHARS);
  const source = wellFormed(bounded);
  return source === null ? stripTags(bounded) : convertToText(source.slice(0, MAX_HTML_CHARS), bounded.length);
}

/**
 * Converts plain text to HTML: escapes everything, splits paragraphs at blank lines, links web and
 * email addresses, and makes lines quoted with ">" quotations.
 */
export function textToHtml(text: string): string {
  const lines = cleanText(text).replace(/\r\n?/g, '\n').split('\n');
  let result = '';
  let depth = 0;
  for (let at = 0; at < lines.length; ) {
    const lineDepth = quoteDepth(lines[at] ?? '');
    const start = at;
    while (at < lines.length && quoteDepth(lines[at] ?? '') === lineDepth) at += 1;
    const block = paragraphs(lines.slice(start, at).map((line) => line.replace(quoteMarks, '')));
    if (block === '') continue;
    if (result !== '' && depth === lineDepth) result += '\n';
    result +=
      '<blockquote>'.repeat(Math.max(lineDepth - depth, 0)) + '</blockquote>'.repeat(Math.max(depth - lineDepth, 0));
    result += block;
    depth = lineDepth;
  }
  return result + '</blockquote>'.repeat(depth);
}

const MAX_QUOTE_DEPTH = 10;
/** The quotation marks at the start of a line, as mail programs write them. */
const quoteMarks = /^ ?>(?: {0,1}>){0,9} ?(?=$|[^_<>-])/;
const quoteDepth = (line: string): number =>
  Math.min((quoteMarks.exec(line)?.[0] ?? '').replaceAll(' ', '').length, MAX_QUOTE_DEPTH);

const paragraphs = (lines: string[]): string =>
  lines
    .join('\n')
    .split(/\n[ \t]*\n/)
    .map((paragraph) => paragraph.replace(/^\n+/, '').trimEnd())
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => `<p>${linkify(paragraph).replaceAll('\n', '<br>')}</p>`)
    .join('\n');

const addressInText = /https?:\/\/[^\s<>"「」、。]{1,2000}|[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}/gi;

function linkify(text: string): string {
  let result = '';
  let position = 0;
  for (const match of text.matchAll(addressInText)) {
    const found = match[0].replace(/[.,;:!?)\]}'*_]{1,20}$/, '');
    const href = /^https?:/i.test(found) ? found : `mailto:${found}`;
    result += `${escapeHtml(text.slice(position, match.index))}<a href="${escapeHtml(href)}" rel="noopener noreferrer nofollow" target="_blank">${escapeHtml(found)}</a>`;
    position = match.index + found.length;
  }
  return result + escapeHtml(text.slice(position));
}

/** Escapes text for element content and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function cleanText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '');
}

function stripTags(html: string): string {
  return html
    .replace(/<[^<>]*>/g, ' ')
    .replace(/[ \t]+/g, ' ')
    .trim();
}

class HtmlLimitExceeded extends Error {}

/** Checks the limits before parsing, because parsers take quadratic time on deep nesting. */
export function isWithinLimits(html: string): boolean {
  let depth = 0;
  let tagCount = 0;
  let textCount = 0;
  const parser = new Parser({
    onopentag() {
      depth += 1;
      tagCount += 1;
      if (depth > MAX_DEPTH || tagCount > MAX_TAGS) throw new HtmlLimitExceeded();
    },
    ontext() {
      textCount += 1;
      if (textCount > MAX_TEXTS) throw new HtmlLimitExceeded();
    },
    onclosetag() {
      depth -= 1;
    },
  });
  try {
    parser.end(html);
    return true;
  } catch (error) {
    if (error instanceof HtmlLimitExceeded) return false;
    throw error;
  }
}

type Attributes = Record<string, string>;

function withSanitizedStyle(attribs: Attributes): Attributes {
  const { style, ...others } = attribs;
  const kept = style === undefined ? '' : sanitizeStyle(style);
  return kept === '' ? others : { ...others, style: kept };
}

/**
 * Browsers ignore tabs and line breaks inside an address, and spaces and control characters around
 * it.
 */
function readUrl(url: string | undefined): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they can hide a scheme
  const visible = (url ?? '').slice(0, MAX_DATA_IMAGE_CHARS + 1).replace(/[\u0000-\u001f\u007f-\u009f]/g, '');
  return visible.trim();
}

/** An address without a protocol (`//shop.example/a`) is one of the web. */
const withProtocol = (url: string): string => (/^[\\/]{2}[^\\/]/.test(url) ? `https://${url.slice(2)}` : url);

function safeAnchor(attribs: Attributes): Attributes {
  const { href, rel: _rel, target: _target, ...others } = attribs;
  const url = withProtocol(readUrl(href));
  if (url.length > MAX_URL_CHARS || !safeLink.test(url)) return others;
  return { ...others, href: url, rel: 'noopener noreferrer nofollow', target: '_blank' };
}

function safeMention(attribs: Attributes, { isMention }: SanitizeOptions): Attributes {
  const { 'data-mention': id, ...others } = attribs;
  return id !== undefined && /^\d{1,15}$/.test(id) && isMention?.(Number(id))
    ? { ...others, 'data-mention': id }
    : others;
}

function safeImage(attribs: Attributes, { cidUrl, isOwnImage }: SanitizeOptions): Attributes {
  const { src, 'data-remote-src': remote, 'data-cid': keptCid, ...others } = attribs;
  const url = withProtocol(readUrl(src));
  const cid = /^cid:/i.test(url) ? readCid(url.slice(4)) : keptCid;
  if (cid !== undefined && cid !== '' && cid.length <= 998) {
    const found = cidUrl?.(cid) ?? null;
    return found === null ? { ...others, 'data-cid': cid } : { ...others, 'data-cid': cid, src: found };
  }
  if (isOwnImage?.(url)) return { ...others, src: url };
  if (url.length <= MAX_DATA_IMAGE_CHARS && safeDataImage.test(url)) return { ...others, src: url };
  const remoteUrl = /^https?:\/\//i.test(url) ? url : readUrl(remote);
  if (/^https?:\/\//i.test(remoteUrl) && remoteUrl.length <= MAX_URL_CHARS) {
    return { ...others, 'data-remote-src': remoteUrl };
  }
  return others;
}

function readCid(cid: string): string {
  try {
    return decodeURIComponent(cid);
  } catch {
    return cid;
  }
}
