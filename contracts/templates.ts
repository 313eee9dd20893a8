import { type Static, Type } from 'typebox';

/** What is wrong in a text that is filled in (Liquid), and on which line. `what` is the word it is about, or the parser's own sentence. */
export const templateErrorFields = {
  line: Type.Integer({ minimum: 1 }),
  reason: Type.Enum(['unknown_variable', 'unknown_filter', 'unknown_tag', 'syntax', 'empty', 'too_long']),
  what: Type.String(),
};
export const TemplateError = Type.Object(templateErrorFields);
export type TemplateError = Static<typeof TemplateError>;
