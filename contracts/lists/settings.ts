import { maskableFields } from './sharing.ts';

/**
 * Classification fields a company can hide (ZV-31, C-18); requester and responsible cannot be
 * hidden.
 */
export const hideableFields = ['number', 'type', ...maskableFields] as const;
