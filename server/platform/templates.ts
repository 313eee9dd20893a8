import type { TemplateError } from '@crossdesk/contracts/templates.ts';
import { Liquid, LiquidError, type Template } from 'liquidjs';
import { sanitizeHtml } from './html.ts';

/** Values for variables: `ticket.subject` is `scope.ticket.subject`. */
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
// Templates cannot include other templates.
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

/** Variables that are not allowed. Variables defined in the template (`assign`, `for`) are. */
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

/** Finding the line of each variable takes time proportional to the length of the text. */
const maxVariables = 500;

function validateTemplate(engine: Liquid, text: string, allowed: readonly string[], example: Scope): TemplateError[] {
  try {
    const count = text.match(/\{[{%]/g)?.length ?? 0;
    if (count > maxVariables) return [{ line: 1, reason: 'too_long', what: `more than ${maxVariables} variables` }];
    const parsed = engine.parse(text);
    const unknown = unknownVariables(engine, parsed, allowed);
    if (unknown.length > 0) return unknown;
    // Some errors only appear when rendering: filter arguments, endless loops.
    engine.renderSync(parsed, example);
    return [];
  } catch (error) {
    return [toTemplateError(error)];
  }
}

/** All errors in a plain text template. `example` has a value for each allowed variable. */
export const validateText = (text: string, allowed: readonly string[], example: Scope): TemplateError[] =>
  validateTemplate(plain, text, allowed, example);

/** Fills in a plain text template. Throws if it is invalid. */
export const fillText = (text: string, scope: Scope): string => String(plain.parseAndRenderSync(text, scope)).trim();

const entities: Record<string, string> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': ' ',
  '&amp;': '&',
};

/** Decodes entities between template braces: editors store these characters as entities in HTML. */
const decodeBraces = (html: string): string =>
  html.replace(/\{[{%][\s\S]{0,2000}?[%}]\}/g, (braces) =>
    braces.replace(/&(?:lt|gt|quot|#39|nbsp|amp);|\u00a0/g, (sign) => entities[sign] ?? ' '),
  );

/** All errors in an HTML template. */
export const validateRichText = (html: string, allowed: readonly string[], example: Scope): TemplateError[] =>
  validateTemplate(rich, decodeBraces(html), allowed, example);

/**
 * Fills in an HTML template. Values are escaped and the result is sanitized. Throws if it is
 * invalid.
 */
export const fillRichText = (html: string, scope: Scope): string =>
  sanitizeHtml(String(rich.parseAndRenderSync(decodeBraces(html), scope)));
