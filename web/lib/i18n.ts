import type { ProblemCode } from '@crossdesk/contracts/problems.ts';
import type { Locale, LocalName } from '@crossdesk/contracts/scalars.ts';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { adminEn } from './locales/admin-en.ts';
import type { en } from './locales/en.ts';
import type { writingEn } from './locales/writing-en.ts';
import { preferences } from './preferences.ts';

/**
 * The same keys in another language; a missing one is a type error. A language without plural forms leaves out the `_one` twin,
 * so those keys may be missing, and only those.
 */
export type Translated<Catalogue> = {
  [K in keyof Catalogue as K extends `${string}_one` ? never : K]: string;
} & { [K in keyof Catalogue as K extends `${string}_one` ? K : never]?: string };

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'desk';
    returnNull: false;
    keySeparator: false;
    resources: {
      desk: Record<keyof typeof en, string>;
      admin: Record<keyof typeof adminEn, string>;
      writing: Record<keyof typeof writingEn, string>;
    };
  }
}

type Plural<K> = K extends `${infer Base}_other` ? Base : never;
/** A key of the desk's catalogue; where a number decides, the key without its ending. */
export type MessageKey = keyof typeof en | Plural<keyof typeof en>;

const catalogues = {
  desk: {
    en: () => import('./locales/en.ts').then((module) => module.en),
    ja: () => import('./locales/ja.ts').then((module) => module.ja),
  },
  admin: {
    en: () => import('./locales/admin-en.ts').then((module) => module.adminEn),
    ja: () => import('./locales/admin-ja.ts').then((module) => module.adminJa),
  },
  writing: {
    en: () => import('./locales/writing-en.ts').then((module) => module.writingEn),
    ja: () => import('./locales/writing-ja.ts').then((module) => module.writingJa),
  },
} as const;

const wanted = new Set<keyof typeof catalogues>(['desk']);

const load = async (locale: Locale): Promise<void> => {
  await Promise.all(
    [...wanted]
      .filter((name) => !i18next.hasResourceBundle(locale, name))
      .map(async (name) => i18next.addResourceBundle(locale, name, await catalogues[name][locale]())),
  );
};

/** The language on screen. */
export const localeNow = (): Locale => (i18next.language === 'ja' ? 'ja' : 'en');

/** Gets the catalogue of the reader's language ready before the first paint. */
export const startI18n = async (): Promise<void> => {
  const first: Locale = preferences().locale ?? (document.documentElement.lang === 'ja' ? 'ja' : 'en');
  await i18next.use(initReactI18next).init({
    lng: first,
    fallbackLng: false,
    keySeparator: false,
    defaultNS: 'desk',
    interpolation: { escapeValue: false },
    react: { useSuspense: false, bindI18nStore: 'added' },
    resources: {},
  });
  await load(first);
};

/** Adds the catalogue of a part of the application that is loaded later. */
export const needCatalogue = async (name: keyof typeof catalogues): Promise<void> => {
  wanted.add(name);
  await load(localeNow());
};

/** Switches the language at once, without reloading. */
export const speak = async (locale: Locale): Promise<void> => {
  await load(locale);
  document.documentElement.lang = locale;
  await i18next.changeLanguage(locale);
};

/** A name an administrator gave, in the language on screen; English stands in for a missing one. */
export const nameIn = (name: LocalName): string => (localeNow() === 'ja' && name.ja ? name.ja : name.en);

/** A sentence outside of React. */
export const say = (key: MessageKey, values: Record<string, unknown> = {}): string =>
  i18next.t(key as keyof typeof en, values);

/** Every problem has a sentence; this keeps the catalogue complete by type. */
export const problemKey = (code: ProblemCode | 'unreachable') => `problem.${code}` as const;
