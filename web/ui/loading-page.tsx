import { useEffect } from 'react';
import { holdKeys } from '../lib/actions.ts';

/** Stands for a dialog or drawer that is still being fetched: what is typed meanwhile is meant for it, not for the page below. */
export const Opening = () => {
  useEffect(holdKeys, []);
  return null;
};
