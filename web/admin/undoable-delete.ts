import { showProblem } from '../lib/problem-messages.ts';
import { showUndo } from '../lib/undo.ts';
import { useSettingsTranslation } from './frame.tsx';

/** Takes something away at once and offers to bring it back, instead of asking before. `renew` reads again what is shown. */
export const useUndoableDelete = (renew: () => Promise<unknown>) => {
  const { t } = useSettingsTranslation();
  return (name: string, remove: () => Promise<unknown>, bringBack: () => Promise<unknown>): void =>
    void remove()
      .then(() => {
        const run = () => void bringBack().then(renew).catch(showProblem);
        showUndo('good', t('removed', { name }), run);
        return renew();
      })
      .catch(showProblem);
};
