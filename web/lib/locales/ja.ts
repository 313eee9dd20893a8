import type { Translated } from '../i18n.ts';
import { deskJa } from './desk-ja.ts';
import type { en } from './en.ts';
import { frameJa } from './frame-ja.ts';
import { notificationsJa } from './notifications-ja.ts';
import { problemJa } from './problem-ja.ts';
import { shareJa } from './share-ja.ts';
import { viewsJa } from './views-ja.ts';

/** Every sentence of the desk in Japanese. */
export const ja: Translated<typeof en> = {
  ...deskJa,
  ...frameJa,
  ...problemJa,
  ...shareJa,
  ...viewsJa,
  ...notificationsJa,
};
