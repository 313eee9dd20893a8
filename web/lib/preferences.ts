import type { Locale } from '@crossdesk/contracts/scalars.ts';
import type { ListSort } from '@crossdesk/contracts/views.ts';
import { useSyncExternalStore } from 'react';

/** What this browser remembers: how the desk looks here. Nothing of the work itself. Widths are in pixels. */
export type Preferences = {
  theme: 'light' | 'dark' | 'system';
  /** Chosen in this browser; null: the account's. */
  locale: Locale | null;
  /** The language of the account last seen here, so that the next visit begins with it. */
  accountLocale: Locale | null;
  density: 'comfortable' | 'compact';
  /** From which side sharing and other panels slide in (C-06). */
  panelSide: 'right' | 'left';
  listWidth: number;
  classificationsWidth: number;
  customerWidth: number;
  isViewsOpen: boolean;
  isClassificationsOpen: boolean;
  isCustomerOpen: boolean;
  /** Where to be once a ticket is closed. */
  afterClosing: 'stay' | 'next' | 'list';
  /** The order chosen for a view, by its key. */
  sorts: Record<string, ListSort>;
  /** Notifications also outside of the page, while it is in the background. */
  isDesktopOn: boolean;
};

const place = 'crossdesk.preferences';
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
    return { ...defaults, ...JSON.parse(localStorage.getItem(place) ?? '{}') };
  } catch {
    return defaults;
  }
};

let current = read();
const listeners = new Set<() => void>();
const tell = () => {
  for (const listener of listeners) listener();
};

/** The preferences now, outside of React. */
export const preferences = (): Preferences => current;

/** Changes some of them, at once and for the next visit. */
export const prefer = (change: Partial<Preferences>): void => {
  current = { ...current, ...change };
  try {
    localStorage.setItem(place, JSON.stringify(current));
  } catch {
    // Without storage they last until the page is closed.
  }
  tell();
};

export const onPreferences = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

// Another tab of the same browser changed them.
if (typeof window !== 'undefined')
  window.addEventListener('storage', (event) => {
    if (event.key !== place) return;
    current = read();
    tell();
  });

export const usePreferences = (): Preferences => useSyncExternalStore(onPreferences, preferences);

const darkMedia = () => window.matchMedia('(prefers-color-scheme: dark)');
const onSystemTheme = (listener: () => void) => {
  const media = darkMedia();
  media.addEventListener('change', listener);
  const stop = onPreferences(listener);
  return () => {
    media.removeEventListener('change', listener);
    stop();
  };
};
const themeNow = (): 'light' | 'dark' =>
  current.theme === 'system' ? (darkMedia().matches ? 'dark' : 'light') : current.theme;

/** The theme on screen, following the system where that was chosen. */
export const useTheme = (): 'light' | 'dark' => useSyncExternalStore(onSystemTheme, themeNow);
