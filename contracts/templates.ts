import { type Static, Type } from 'typebox';

/**
 * An error in a Liquid template and its line. `what` is the offending word or the message of the
 * parser.
 */
export const templateErrorFields = {
  line: Type.Integer({ minimum: 1 }),
  reason: Type.Enum(['unknown_variable', 'unknown_filter', 'unknown_tag', 'syntax', 'empty', 'too_long']),
  what: Type.String(),
};
export const TemplateError = Type.Object(templateErrorFields);
export type TemplateError = Static<typeof TemplateError>;
