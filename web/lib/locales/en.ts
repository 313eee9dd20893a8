import { deskEn } from './desk-en.ts';
import { frameEn } from './frame-en.ts';
import { notificationsEn } from './notifications-en.ts';
import { problemEn } from './problem-en.ts';
import { shareEn } from './share-en.ts';
import { viewsEn } from './views-en.ts';

/** Every sentence of the desk in English. Keys end in `_one`/`_other` where a number decides. */
export const en = { ...deskEn, ...frameEn, ...problemEn, ...shareEn, ...viewsEn, ...notificationsEn };
