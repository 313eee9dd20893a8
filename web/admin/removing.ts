import { showProblem } from '../lib/sentences.ts';
import { tellUndoable } from '../lib/undo.ts';
import { useAdmin } from './frame.tsx';

/** Takes something away at once and offers to bring it back, instead of asking before. `renew` reads again what is shown. */
export const useRemoving = (renew: () => Promise<unknown>) => {
  const { t } = useAdmin();
  return (name: string, remove: () => Promise<unknown>, bringBack: () => Promise<unknown>): void =>
    void remove()
      .then(() => {
        const run = () => void bringBack().then(renew).catch(showProblem);
        tellUndoable('good', t('removed', { name }), run);
        return renew();
      })
      .catch(showProblem);
};
