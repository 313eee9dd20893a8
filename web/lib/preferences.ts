import type { Locale } from '@crossdesk/contracts/scalars.ts';
import type { ListSort } from '@crossdesk/contracts/views.ts';
import { useSyncExternalStore } from 'react';

/** What this browser remembers about the appearance of the desk. Widths are in pixels. */
export type Preferences = {
  theme: 'light' | 'dark' | 'system';
  /** Chosen in this browser; null: the account's. */
  locale: Locale | null;
  /** The language of the last account used here, so that the next visit starts with it. */
  accountLocale: Locale | null;
  density: 'comfortable' | 'compact';
  /** The side on which sharing and other panels open (C-06). */
  panelSide: 'right' | 'left';
  listWidth: number;
  classificationsWidth: number;
  customerWidth: number;
  isViewsOpen: boolean;
  isClassificationsOpen: boolean;
  isCustomerOpen: boolean;
  /** Where to go after closing a ticket. */
  afterClosing: 'stay' | 'next' | 'list';
  /** The sort order of each view, by its key. */
  sorts: Record<string, ListSort>;
  /** Whether to show desktop notifications while the page is in the background. */
  isDesktopOn: boolean;
};

const storageKey = 'crossdesk.preferences';
const defaults: Preferences = {
  theme: 'system',
  locale: null,
  accountLocale: null,
  density: 'comfortable',
  panelSide: 'right',
  listWidth: 316,
  classificationsWidth: 198,
  customerWidth: 226,
  isViewsOpen: true,
  isClassificationsOpen: true,
  isCustomerOpen: true,
  afterClosing: 'stay',
  sorts: {},
  isDesktopOn: false,
};

const read = (): Preferences => {
  try {
    return { ...defaults, ...JSON.parse(localStorage.getItem(storageKey) ?? '{}') };
  } catch {
    return defaults;
  }
};

let current = read();
const listeners = new Set<() => void>();
const notifyListeners = () => {
  for (const listener of listeners) listener();
};

/** The current preferences, outside of React. */
export const preferences = (): Preferences => current;

/** Changes preferences and stores them for the next visit. */
export const setPreference = (change: Partial<Preferences>): void => {
  current = { ...current, ...change };
  try {
    localStorage.setItem(storageKey, JSON.stringify(current));
  } catch {
    // Without storage the change lasts until the page is closed.
  }
  notifyListeners();
};

export const subscribeToPreferences = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

// Another tab of the same browser changed them.
if (typeof window !== 'undefined')
  window.addEventListener('storage', (event) => {
    if (event.key !== storageKey) return;
    current = read();
    notifyListeners();
  });

export const usePreferences = (): Preferences => useSyncExternalStore(subscribeToPreferences, preferences);

const darkMedia = () => window.matchMedia('(prefers-color-scheme: dark)');
const subscribeToTheme = (listener: () => void) => {
  const media = darkMedia();
  media.addEventListener('change', listener);
  const stop = subscribeToPreferences(listener);
  return () => {
    media.removeEventListener('change', listener);
    stop();
  };
};
const currentTheme = (): 'light' | 'dark' =>
  current.theme === 'system' ? (darkMedia().matches ? 'dark' : 'light') : current.theme;

/** The theme on screen; follows the system if that is the setting. */
export const useTheme = (): 'light' | 'dark' => useSyncExternalStore(subscribeToTheme, currentTheme);
