import { type Static, type TSchema, Type } from 'typebox';

/** A positive whole number that names a row. Never reused. */
export const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

/** A moment, ISO 8601 in UTC with milliseconds, e.g. `2026-03-01T09:30:00.000Z`. */
export const Instant = Type.String({ format: 'date-time', maxLength: 40 });

/** An e-mail address as RFC 5321 limits it. */
export const EmailAddress = Type.String({ format: 'email', minLength: 3, maxLength: 254 });

/** A language the product speaks. */
export const locales = ['en', 'ja'] as const;
export const Locale = Type.Union([Type.Literal('en'), Type.Literal('ja')]);
export type Locale = Static<typeof Locale>;

/** A name an administrator gives in each language; English is always there and stands in for a missing one. */
export const LocalName = Type.Object(
  { en: Type.String({ minLength: 1, maxLength: 120 }), ja: Type.Optional(Type.String({ maxLength: 120 })) },
  { additionalProperties: false },
);
export type LocalName = Static<typeof LocalName>;

/** A person or list as a mail header names it. `name` is empty when the header gave none. */
export const Mailbox = Type.Object(
  { name: Type.String({ maxLength: 200 }), address: EmailAddress },
  { additionalProperties: false },
);
export type Mailbox = Static<typeof Mailbox>;

/** The same as shown: a masked address is none any more. */
export const DisplayMailbox = Type.Object({ name: Type.String(), address: Type.String() });

/** `schema`, or null where there is nothing. */
export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** Many things: one page in a total order, and the cursor of the next page (null on the last one). */
export const Page = <T extends TSchema>(item: T) =>
  Type.Object({ items: Type.Array(item), next: Nullable(Type.String({ maxLength: 200 })) });

/** The cursor a former page gave as `next`, and how many items to give (1 to 100). */
export const pageQuery = {
  after: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
};

/** The answer of a write that has nothing to show. */
export const Done = Type.Object({ ok: Type.Literal(true) });
