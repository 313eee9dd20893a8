import { showProblem } from '../lib/problem-messages.ts';
import { showUndo } from '../lib/undo.ts';
import { useSettingsTranslation } from './frame.tsx';

/** Deletes without a confirmation and offers an undo instead. `refresh` reloads the list. */
export const useUndoableDelete = (refresh: () => Promise<unknown>) => {
  const { t } = useSettingsTranslation();
  return (name: string, remove: () => Promise<unknown>, restore: () => Promise<unknown>): void =>
    void remove()
      .then(() => {
        const undo = () => void restore().then(refresh).catch(showProblem);
        showUndo('good', t('removed', { name }), undo);
        return refresh();
      })
      .catch(showProblem);
};
