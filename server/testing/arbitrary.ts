import fc from 'fast-check';
import type { TSchema } from 'typebox';

export type Schema = Record<string, unknown>;
/**
 * Ids, texts and addresses that exist in a company, so that many requests pass the first checks.
 */
export type KnownValues = { ids: number[]; texts: string[]; names: string[] };

const hostileStrings = [
  '',
  ' ',
  '\0',
  '\ud800',
  "'; drop table ticket; --",
  '%',
  '_',
  '\\',
  '<script>alert(1)</script>',
  '𝒳𠮷が漢字',
  '\u202e\u2028\r\nBcc: x@example.org',
  '__proto__',
  'null',
  '-1',
  '1e309',
  '../../etc/passwd',
];

const anyValue = fc.oneof(
  fc.constantFrom(...hostileStrings),
  fc.string({ maxLength: 30, unit: 'binary' }),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constant([]),
  fc.constant({}),
  fc.array(fc.integer(), { maxLength: 3 }),
);

/** Values that match a schema, sometimes with `known` values. */
export function validValue(schema: Schema, known: KnownValues): fc.Arbitrary<unknown> {
  const { type } = schema;
  if (Array.isArray(schema.anyOf))
    return fc.oneof(...(schema.anyOf as Schema[]).map((option) => validValue(option, known)));
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as unknown[]));
  if ('const' in schema) return fc.constant(schema.const);
  if (type === 'object') return objectValue(schema, known);
  if (type === 'array') {
    const { minItems = 0, maxItems = 3 } = schema as { minItems?: number; maxItems?: number };
    const items = validValue((schema.items ?? {}) as Schema, known);
    const lengths = { minLength: minItems, maxLength: Math.max(minItems, Math.min(maxItems, 3)) };
    if (schema.uniqueItems !== true) return fc.array(items, lengths);
    return fc.uniqueArray(items, { ...lengths, selector: (one) => JSON.stringify(one) });
  }
  if (type === 'integer' || type === 'number') return numberValue(schema, known);
  if (type === 'boolean') return fc.boolean();
  if (type === 'null') return fc.constant(null);
  if (type === 'string') return textValue(schema, known);
  return anyValue;
}

function numberValue(
  { minimum, maximum }: { minimum?: number; maximum?: number },
  known: KnownValues,
): fc.Arbitrary<unknown> {
  const min = Math.max(minimum ?? -5, Number.MIN_SAFE_INTEGER);
  const max = Math.min(maximum ?? Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  return fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(0, ...known.ids).map((id) => Math.min(Math.max(id, min), max)) },
    { weight: 2, arbitrary: fc.integer({ min, max: Math.min(max, min + 40) }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(min, max, 2 ** 31, 2 ** 40).map((one) => Math.min(Math.max(one, min), max)),
    },
  );
}

function textValue(schema: Schema, known: KnownValues): fc.Arbitrary<unknown> {
  const {
    format,
    pattern,
    minLength = 0,
    maxLength = 200,
  } = schema as Record<string, never> & {
    minLength?: number;
    maxLength?: number;
  };
  if (format === 'email') {
    return fc.oneof(fc.constantFrom(...known.names), fc.emailAddress({ size: 'small' }));
  }
  if (format === 'date-time') {
    return fc
      .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString());
  }
  if (pattern) return fc.stringMatching(new RegExp(pattern), { maxLength: Math.min(maxLength, 30) });
  const words = fc.constantFrom(...known.texts).map((word) => word.padEnd(minLength, 'x').slice(0, maxLength));
  return fc.oneof(
    { weight: 3, arbitrary: words },
    {
      weight: 1,
      arbitrary: fc.string({ minLength, maxLength: Math.min(maxLength, minLength + 20), unit: 'grapheme' }),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(...hostileStrings).map((one) => one.padEnd(minLength, 'x').slice(0, maxLength)),
    },
  );
}

function objectValue(schema: Schema, known: KnownValues): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>);
  const required = (schema.required ?? []) as string[];
  return fc.record(Object.fromEntries(properties.map(([key, inner]) => [key, validValue(inner, known)])), {
    requiredKeys: required as never[],
    noNullPrototype: true,
  });
}

/** The value with one defect: a field missing, an extra field, or a field of another type. */
function corruptedValue(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(value, fc.nat(), anyValue, fc.constantFrom('drop', 'add', 'swap', 'swap', 'replace'))
    .map(([original, index, replacement, defect]) => {
      if (defect === 'replace' || typeof original !== 'object' || original === null) return replacement;
      const copy: Schema = { ...(original as Schema) };
      const keys = Object.keys(copy);
      const key = keys[index % Math.max(keys.length, 1)];
      if (defect === 'add' || key === undefined) copy[`extra${index % 3}`] = replacement;
      else if (defect === 'drop') delete copy[key];
      else copy[key] = replacement;
      return copy;
    });
}

/** Mostly valid values and some corrupted ones; undefined without a schema. */
export const mostlyValid = (schema: TSchema | undefined, known: KnownValues) => {
  if (!schema) return fc.constant(undefined);
  const valid = validValue(schema as unknown as Schema, known);
  return fc.oneof({ weight: 4, arbitrary: valid }, { weight: 1, arbitrary: corruptedValue(valid) });
};
