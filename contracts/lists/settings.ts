import { maskableFields } from './sharing.ts';

/** Classification fields that can be hidden (ZV-31, C-18); requester and responsible cannot. */
export const hideableFields = ['number', 'type', ...maskableFields] as const;
