import { showProblem } from '../lib/sentences.ts';
import { toast } from '../lib/toast.ts';
import { useAdmin } from './frame.tsx';

/** Takes something away at once and offers to bring it back, instead of asking before. `renew` reads again what is shown. */
export const useRemoving = (renew: () => Promise<unknown>) => {
  const { t, desk } = useAdmin();
  return (name: string, remove: () => Promise<unknown>, bringBack: () => Promise<unknown>): void =>
    void remove()
      .then(() => {
        const run = () => void bringBack().then(renew).catch(showProblem);
        toast({ tone: 'good', text: t('removed', { name }), action: { label: desk('undo'), run } });
        return renew();
      })
      .catch(showProblem);
};
