import type { ProblemCode } from '@crossdesk/contracts/problems.ts';
import type { Locale, LocalName } from '@crossdesk/contracts/scalars.ts';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { catalogues } from './locales/catalogues.ts';
import { preferences } from './preferences.ts';

/**
 * The same keys in another language; a missing key is a type error. A language without plural forms
 * may leave out the `_one` keys, and only those.
 */
export type Translated<Messages> = {
  [K in keyof Messages as K extends `${string}_one` ? never : K]: string;
} & { [K in keyof Messages as K extends `${string}_one` ? K : never]?: string };

export type CatalogueName = keyof typeof catalogues;

/** A module's file in one language: it exports one object of messages. */
type Load = () => Promise<object>;
type MessagesOf<Module> = Module[keyof Module];
type KeyOf<Messages> = Messages extends unknown ? Extract<keyof Messages, string> : never;
type LoadedBy<Loader> = Loader extends () => Promise<infer Module> ? Module : never;
type KeysOfModule<Module> = Module extends { en: infer Loader } ? KeyOf<MessagesOf<LoadedBy<Loader>>> : never;
type OwnKeys<Name extends CatalogueName> = KeysOfModule<(typeof catalogues)[Name][number]>;

/** The keys of each catalogue. A key that a catalogue lacks is looked up in the desk's. */
type Keys = { [Name in CatalogueName]: OwnKeys<Name> | OwnKeys<'desk'> };

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'desk';
    returnNull: false;
    keySeparator: false;
    resources: { [Name in keyof Keys]: Record<Keys[Name], string> };
  }
}

type Plural<K> = K extends `${infer Base}_other` ? Base : never;
/**
 * A key of a catalogue, the desk's by default. For a message that depends on a number, the key
 * without its plural suffix.
 */
export type MessageKey<Name extends CatalogueName = 'desk'> = Keys[Name] | Plural<Keys[Name]>;

const requested = new Set<CatalogueName>(['desk']);

const loadMessages = async (name: CatalogueName, locale: Locale): Promise<Record<string, string>> => {
  const loads: Load[] = catalogues[name].map((module) => module[locale]);
  const modules = await Promise.all(loads.map((load) => load()));
  return Object.assign({}, ...modules.flatMap((module) => Object.values(module)));
};

const loadRequested = async (locale: Locale): Promise<void> => {
  await Promise.all(
    [...requested]
      .filter((name) => !i18next.hasResourceBundle(locale, name))
      .map(async (name) => i18next.addResourceBundle(locale, name, await loadMessages(name, locale))),
  );
};

/** The language on screen. */
export const currentLocale = (): Locale => (i18next.language === 'ja' ? 'ja' : 'en');

/**
 * Loads the messages of the reader's language, and of no other, before the first paint. If this
 * browser does not remember a language, `fetchAccountLocale` returns the account's, or null if
 * nobody is signed in; then the browser's language is used.
 */
export const initI18n = async (fetchAccountLocale: () => Promise<Locale | null>): Promise<void> => {
  const { locale, accountLocale } = preferences();
  const first: Locale =
    locale ?? accountLocale ?? (await fetchAccountLocale()) ?? (document.documentElement.lang === 'ja' ? 'ja' : 'en');
  document.documentElement.lang = first;
  await i18next.use(initReactI18next).init({
    lng: first,
    fallbackLng: false,
    keySeparator: false,
    defaultNS: 'desk',
    fallbackNS: 'desk',
    interpolation: { escapeValue: false },
    react: { useSuspense: false, bindI18nStore: 'added' },
    resources: {},
  });
  await loadRequested(first);
};

/** Loads a catalogue for a part of the application that is loaded on demand. */
export const loadCatalogue = async (name: CatalogueName): Promise<void> => {
  requested.add(name);
  await loadRequested(currentLocale());
};

/** Resolves to a part of the application once its catalogue has been loaded as well. */
export const withCatalogue = async <Part>(name: CatalogueName, part: Promise<Part>): Promise<Part> => {
  const [loaded] = await Promise.all([part, loadCatalogue(name)]);
  return loaded;
};

/** Switches the language without reloading the page. */
export const setLanguage = async (locale: Locale): Promise<void> => {
  await loadRequested(locale);
  document.documentElement.lang = locale;
  await i18next.changeLanguage(locale);
};

/**
 * A name an administrator entered, in the language on screen; English if it has no Japanese name.
 */
export const localizedName = (name: LocalName): string => (currentLocale() === 'ja' && name.ja ? name.ja : name.en);

/**
 * A message outside of React; `from` names a catalogue other than the desk's that is already
 * loaded.
 */
export const translate = <Name extends CatalogueName = 'desk'>(
  key: MessageKey<Name>,
  values: Record<string, unknown> = {},
  from?: Name,
): string => {
  const options: Record<string, unknown> = { ...values, ns: from ?? 'desk' };
  return i18next.t(key as Keys['desk'], options);
};

/** Whether the desk's catalogue has this key. */
export const hasMessage = (key: string): boolean => i18next.exists(key);

/** The key of a problem's message; the type ensures that every problem has one. */
export const problemKey = (code: ProblemCode | 'unreachable') => `problem.${code}` as const;
