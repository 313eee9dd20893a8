import { useEffect } from 'react';
import { suspendShortcuts } from '../lib/actions.ts';

/** Stands for a dialog or drawer that is still being fetched: what is typed meanwhile is meant for it, not for the page below. */
export const LoadingPage = () => {
  useEffect(suspendShortcuts, []);
  return null;
};
