import { type Static, type TSchema, Type } from 'typebox';

/** A positive integer that identifies a row. Never reused. */
export const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

/** A point in time, ISO 8601 in UTC with milliseconds, e.g. `2026-03-01T09:30:00.000Z`. */
export const Instant = Type.String({ format: 'date-time', maxLength: 40 });

/** An email address within the limits of RFC 5321. */
export const EmailAddress = Type.String({ format: 'email', minLength: 3, maxLength: 254 });

/** The languages of the interface. */
export const locales = ['en', 'ja'] as const;
export const Locale = Type.Union([Type.Literal('en'), Type.Literal('ja')]);
export type Locale = Static<typeof Locale>;

/** A name an administrator enters per language. English is required and used as the fallback. */
export const LocalName = Type.Object(
  { en: Type.String({ minLength: 1, maxLength: 120 }), ja: Type.Optional(Type.String({ maxLength: 120 })) },
  { additionalProperties: false },
);
export type LocalName = Static<typeof LocalName>;

/** A person or mailing list as in a mail header. `name` is empty when the header has none. */
export const Mailbox = Type.Object(
  { name: Type.String({ maxLength: 200 }), address: EmailAddress },
  { additionalProperties: false },
);
export type Mailbox = Static<typeof Mailbox>;

/** A mailbox as shown to a reader. A masked address is not a valid address. */
export const DisplayMailbox = Type.Object({ name: Type.String(), address: Type.String() });

/** `schema` or null. */
export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** One page of items in a total order, and the cursor of the next page (null on the last page). */
export const Page = <T extends TSchema>(item: T) =>
  Type.Object({ items: Type.Array(item), next: Nullable(Type.String({ maxLength: 200 })) });

/** `after` is the `next` cursor of the previous page; `limit` is the page size (1 to 100). */
export const pageQuery = {
  after: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
};

/** The response of a write that returns nothing else. */
export const Done = Type.Object({ ok: Type.Literal(true) });
