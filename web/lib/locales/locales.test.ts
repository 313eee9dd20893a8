import { describe, expect, it } from 'vitest';
import { catalogues } from './catalogues.ts';

const placeholders = (message: string) => [...message.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

// English may spell a number out in a message whose Japanese shows it, and the other way round.
const withoutCount = (names: (string | undefined)[]) => names.filter((name) => name !== 'count');

type Messages = Readonly<Record<string, string>>;
const messagesOf = (module: object): Messages => Object.assign({}, ...Object.values(module));

const modules = await Promise.all(
  Object.entries(catalogues).flatMap(([name, list]) =>
    list.map(async ({ en, ja }) => {
      const english = await en();
      const exported = Object.keys(english).join().replace(/En$/, '');
      return [`${name}: ${exported}`, messagesOf(english), messagesOf(await ja())] as const;
    }),
  ),
);

describe.each(modules)('%s', (_, english, japanese) => {
  it('has no empty message', () => {
    expect(Object.entries(english).filter(([, message]) => message.trim() === '')).toEqual([]);
    expect(Object.entries(japanese).filter(([, message]) => message.trim() === '')).toEqual([]);
  });

  it('has no Japanese file of another module', () => {
    expect(Object.keys(japanese).filter((key) => !(key in english))).toEqual([]);
    expect(Object.keys(english).filter((key) => !(key in japanese) && !key.endsWith('_one'))).toEqual([]);
  });

  it('uses the same placeholders in both languages', () => {
    const different = Object.keys(japanese).filter(
      (key) =>
        withoutCount(placeholders(japanese[key] ?? '')).join() !==
        withoutCount(placeholders(english[key] ?? '')).join(),
    );
    expect(different).toEqual([]);
  });

  it('gives every message that depends on a number its general form', () => {
    const lonely = Object.keys(english).filter(
      (key) => key.endsWith('_one') && !(key.replace(/_one$/, '_other') in english),
    );
    expect(lonely).toEqual([]);
  });
});

describe.each(Object.keys(catalogues) as (keyof typeof catalogues)[])('the catalogue %s', (name) => {
  it('has each key in one module only', async () => {
    const keys = (await Promise.all(catalogues[name].map(({ en }) => en()))).flatMap((module) =>
      Object.keys(messagesOf(module)),
    );
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });
});
