import { preloadable } from './preloadable.ts';

/** What hovers over the page: tooltips, menus, small windows. None is on the first screen, and together they are large: they come a little later. */
export const layers = preloadable(() => import('./layer-pieces.tsx'));
