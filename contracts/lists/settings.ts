import { maskableFields } from './sharing.ts';

/**
 * Classification fields a company can hide (ZV-31, C-18); requester and responsible cannot be
 * hidden.
 */
export const hideableFields = ['number', 'type', ...maskableFields] as const;

/** The colors of priorities. Each has enough contrast in the light and the dark theme. */
export const priorityColors = ['gray', 'blue', 'teal', 'green', 'yellow', 'orange', 'red', 'pink', 'purple'] as const;

/** How many levels services can have, the top one included. */
export const maxServiceLevels = 3;
