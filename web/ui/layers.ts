import { preloadable } from './preloadable.ts';

/**
 * Tooltips, menus, and popups. They are large and not part of the first screen, so they load later.
 */
export const layers = preloadable(() => import('./layer-pieces.tsx'));
