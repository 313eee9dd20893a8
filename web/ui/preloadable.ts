import { useState } from 'react';
import { reportMissing } from '../lib/update.ts';

/** A module that is loaded on demand, once; afterwards it is available synchronously. */
export const preloadable = <Piece extends object>(load: () => Promise<Piece>) => {
  let piece: Piece | null = null;
  const fetch = (): Promise<Piece | null> =>
    load().then(
      (loaded) => {
        piece = loaded;
        return loaded;
      },
      () => null,
    );
  return {
    /** Starts loading it. */
    prepare: () => {
      if (!piece) void fetch();
    },
    /** The module; null until it is loaded. */
    current: () => piece,
    /**
     * The module once `request` was called here and it is loaded. If it cannot be loaded and
     * `onMissing` is set, the failure is reported and `onMissing` runs.
     */
    useOnRequest: () => {
      const [isRequested, setRequested] = useState(false);
      const request = (onMissing?: () => void): void => {
        if (isRequested) return;
        if (piece) setRequested(true);
        else
          void fetch().then((loaded) => {
            if (loaded) setRequested(true);
            else if (onMissing) {
              onMissing();
              void reportMissing();
            }
          });
      };
      return { piece: isRequested ? piece : null, request };
    },
  };
};
