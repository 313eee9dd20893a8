import type { TemplateError } from '@crossdesk/contracts/templates.ts';
import { Liquid, LiquidError, type Template } from 'liquidjs';
import { sanitizeHtml } from './html.ts';

/** What a text is filled from: `ticket.subject` is `scope.ticket.subject`. */
export type Scope = Record<string, Record<string, string | number | boolean>>;

const limits = {
  strictVariables: true,
  strictFilters: true,
  ownPropertyOnly: true,
  cache: false,
  templates: {},
  parseLimit: 200_000,
  renderLimit: 500,
  memoryLimit: 4_000_000,
};
const plain = new Liquid({ ...limits, parseLimit: 20_000, memoryLimit: 1_000_000 });
const rich = new Liquid({ ...limits, outputEscape: 'escape' });
// A text stands alone: nothing is taken in from elsewhere.
for (const engine of [plain, rich]) for (const tag of ['include', 'render', 'layout', 'block']) delete engine.tags[tag];

const errorPatterns = [
  { pattern: /^undefined variable: (.+)$/, reason: 'unknown_variable' },
  { pattern: /^undefined filter: (.+)$/, reason: 'unknown_filter' },
  { pattern: /^tag "(.+)" not found$/, reason: 'unknown_tag' },
  { pattern: /^(.*limit exceeded.*)$/, reason: 'too_long' },
] as const;

function toTemplateError(error: unknown): TemplateError {
  if (!LiquidError.is(error)) {
    const isTooLong = error instanceof Error && /limit exceeded/.test(error.message);
    if (!isTooLong) throw error;
    return { line: 1, reason: 'too_long', what: error.message };
  }
  const line = Number(/, line:(\d+)/.exec(error.message)?.[1] ?? 1);
  const sentence = error.message.replace(/, (?:file:.*, )?line:\d+.*$/s, '');
  for (const { pattern, reason } of errorPatterns) {
    const what = pattern.exec(sentence)?.[1];
    if (what !== undefined) return { line, reason, what };
  }
  return { line, reason: 'syntax', what: sentence.slice(0, 300) };
}

/** Each variable named that is not allowed. Variables a text makes for itself (`assign`, `for`) are its own affair. */
function unknownVariables(engine: Liquid, parsed: Template[], allowed: readonly string[]): TemplateError[] {
  const { globals } = engine.analyzeSync(parsed, { partials: false });
  return Object.values(globals)
    .flat()
    .filter(({ segments }) => !allowed.includes(segments.map(String).join('.')))
    .map((variable) => ({
      line: variable.location.row,
      reason: 'unknown_variable' as const,
      what: variable.segments.map(String).join('.'),
    }));
}

/** Finding the line of each takes time with the length of the text. */
const maxVariables = 500;

function validateTemplate(engine: Liquid, text: string, allowed: readonly string[], example: Scope): TemplateError[] {
  try {
    const count = text.match(/\{[{%]/g)?.length ?? 0;
    if (count > maxVariables) return [{ line: 1, reason: 'too_long', what: `more than ${maxVariables} variables` }];
    const parsed = engine.parse(text);
    const unknown = unknownVariables(engine, parsed, allowed);
    if (unknown.length > 0) return unknown;
    // What only shows when it is filled in: arguments of filters, endless loops.
    engine.renderSync(parsed, example);
    return [];
  } catch (error) {
    return [toTemplateError(error)];
  }
}

/** Everything wrong in a plain text; empty when it can be filled in. `example` has a value for each allowed variable. */
export const validateText = (text: string, allowed: readonly string[], example: Scope): TemplateError[] =>
  validateTemplate(plain, text, allowed, example);

/** A plain text filled in. Throws where it cannot be. */
export const fillText = (text: string, scope: Scope): string => String(plain.parseAndRenderSync(text, scope)).trim();

const entities: Record<string, string> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': ' ',
  '&amp;': '&',
};

/** In HTML the signs of the template language are written as entities; between its braces they are meant as themselves. */
const decodeBraces = (html: string): string =>
  html.replace(/\{[{%][\s\S]{0,2000}?[%}]\}/g, (braces) =>
    braces.replace(/&(?:lt|gt|quot|#39|nbsp|amp);|\u00a0/g, (sign) => entities[sign] ?? ' '),
  );

/** The same for a rich text. */
export const validateRichText = (html: string, allowed: readonly string[], example: Scope): TemplateError[] =>
  validateTemplate(rich, decodeBraces(html), allowed, example);

/** A rich text filled in: what is filled in is text, whatever signs are in it, and the whole is clean. Throws where it cannot be filled in. */
export const fillRichText = (html: string, scope: Scope): string =>
  sanitizeHtml(String(rich.parseAndRenderSync(decodeBraces(html), scope)));
