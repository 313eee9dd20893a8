import { useState } from 'react';
import { reportMissing } from '../lib/update.ts';

/** A piece that is fetched by itself, once; from then on it is there without waiting. */
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
    /** Gets it ready for whoever asks next. */
    prepare: () => {
      if (!piece) void fetch();
    },
    /** Null until it has come. */
    now: () => piece,
    /**
     * The piece, as soon as it was wanted here and has come, and how to want it. Whoever gives `onMissing` waits for it: where it cannot be
     * fetched they are told, and `onMissing` runs.
     */
    useWanted: () => {
      const [isWanted, setWanted] = useState(false);
      const want = (onMissing?: () => void): void => {
        if (isWanted) return;
        if (piece) setWanted(true);
        else
          void fetch().then((loaded) => {
            if (loaded) setWanted(true);
            else if (onMissing) {
              onMissing();
              void reportMissing();
            }
          });
      };
      return { piece: isWanted ? piece : null, want };
    },
  };
};
