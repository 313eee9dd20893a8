import { useEffect } from 'react';
import { suspendShortcuts } from '../lib/actions.ts';

/**
 * Takes the place of a dialog or drawer that is loading: keys are meant for it, not the page below.
 */
export const LoadingPage = () => {
  useEffect(suspendShortcuts, []);
  return null;
};
