import type { ProblemCode } from '@crossdesk/contracts/problems.ts';
import type { Locale, LocalName } from '@crossdesk/contracts/scalars.ts';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { adminEn } from './locales/admin-en.ts';
import type { builderEn } from './locales/builder-en.ts';
import type { en } from './locales/en.ts';
import type { frontEn } from './locales/front-en.ts';
import type { sharePanelEn } from './locales/share-panel-en.ts';
import type { writingEn } from './locales/writing-en.ts';
import { preferences } from './preferences.ts';

/**
 * The same keys in another language; a missing one is a type error. A language without plural forms leaves out the `_one` twin,
 * so those keys may be missing, and only those.
 */
export type Translated<Catalogue> = {
  [K in keyof Catalogue as K extends `${string}_one` ? never : K]: string;
} & { [K in keyof Catalogue as K extends `${string}_one` ? K : never]?: string };

/** The keys of each catalogue. What is missing in one that is loaded later is looked up in the desk's. */
type Keys = {
  desk: keyof typeof en;
  admin: keyof typeof adminEn;
  writing: keyof typeof writingEn;
  sharePanel: keyof typeof sharePanelEn | keyof typeof en;
  builder: keyof typeof builderEn | keyof typeof en;
  front: keyof typeof frontEn | keyof typeof en;
};
type CatalogueName = keyof Keys;

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'desk';
    returnNull: false;
    keySeparator: false;
    resources: { [Name in keyof Keys]: Record<Keys[Name], string> };
  }
}

type Plural<K> = K extends `${infer Base}_other` ? Base : never;
/** A key of a catalogue, the desk's unless another is named; where a number decides, the key without its ending. */
export type MessageKey<Name extends CatalogueName = 'desk'> = Keys[Name] | Plural<Keys[Name]>;

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
  sharePanel: {
    en: () => import('./locales/share-panel-en.ts').then((module) => module.sharePanelEn),
    ja: () => import('./locales/share-panel-ja.ts').then((module) => module.sharePanelJa),
  },
  builder: {
    en: () => import('./locales/builder-en.ts').then((module) => module.builderEn),
    ja: () => import('./locales/builder-ja.ts').then((module) => module.builderJa),
  },
  front: {
    en: () => import('./locales/front-en.ts').then((module) => module.frontEn),
    ja: () => import('./locales/front-ja.ts').then((module) => module.frontJa),
  },
} as const satisfies Record<CatalogueName, Record<Locale, () => Promise<object>>>;

const wanted = new Set<CatalogueName>(['desk']);

const load = async (locale: Locale): Promise<void> => {
  await Promise.all(
    [...wanted]
      .filter((name) => !i18next.hasResourceBundle(locale, name))
      .map(async (name) => i18next.addResourceBundle(locale, name, await catalogues[name][locale]())),
  );
};

/** The language on screen. */
export const localeNow = (): Locale => (i18next.language === 'ja' ? 'ja' : 'en');

/**
 * Gets the catalogue of the reader's language ready before the first paint, and no other. Where this browser does not remember the
 * language, `askAccount` tells it; null: nobody is signed in, and the language of the browser it is.
 */
export const initI18n = async (askAccount: () => Promise<Locale | null>): Promise<void> => {
  const { locale, accountLocale } = preferences();
  const first: Locale =
    locale ?? accountLocale ?? (await askAccount()) ?? (document.documentElement.lang === 'ja' ? 'ja' : 'en');
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
  await load(first);
};

/** Adds the catalogue of a part of the application that is loaded later. */
export const loadCatalogue = async (name: CatalogueName): Promise<void> => {
  wanted.add(name);
  await load(localeNow());
};

/** A part of the application together with its catalogue. */
export const withWords = async <Part>(name: CatalogueName, part: Promise<Part>): Promise<Part> => {
  const [loaded] = await Promise.all([part, loadCatalogue(name)]);
  return loaded;
};

/** Switches the language at once, without reloading. */
export const speak = async (locale: Locale): Promise<void> => {
  await load(locale);
  document.documentElement.lang = locale;
  await i18next.changeLanguage(locale);
};

/** A name an administrator gave, in the language on screen; English stands in for a missing one. */
export const localizedName = (name: LocalName): string => (localeNow() === 'ja' && name.ja ? name.ja : name.en);

/** A sentence outside of React; `from` a catalogue other than the desk's, which is loaded by then. */
export const translate = <Name extends CatalogueName = 'desk'>(
  key: MessageKey<Name>,
  values: Record<string, unknown> = {},
  from?: Name,
): string => {
  const within: Record<string, unknown> = { ...values, ns: from ?? 'desk' };
  return i18next.t(key as keyof typeof en, within);
};

/** Whether the desk's catalogue has this key. */
export const hasSentence = (key: string): boolean => i18next.exists(key);

/** Every problem has a sentence; this keeps the catalogue complete by type. */
export const problemKey = (code: ProblemCode | 'unreachable') => `problem.${code}` as const;
