import { translate } from './i18n.ts';
import { toast } from './toast.ts';

/** Whether the server has a newer application than the one that is running: the page names another script. */
const isOutdated = async (): Promise<boolean> => {
  const script = document.querySelector('script[type="module"][src]')?.getAttribute('src');
  if (!script) return false;
  try {
    const answer = await fetch('/', { cache: 'no-store', headers: { accept: 'text/html' } });
    return answer.ok && !(await answer.text()).includes(script);
  } catch {
    // Without a connection nothing is known, and a reload would leave nothing at all.
    return false;
  }
};

const isFilled = (field: Element): boolean => {
  if (field instanceof HTMLInputElement)
    return !['search', 'checkbox', 'radio', 'hidden'].includes(field.type) && field.value !== '';
  return field instanceof HTMLTextAreaElement ? field.value !== '' : field.textContent !== '';
};

/** Whether something stands on the page that only the page has. What is in the composer is not: it is kept as it is typed. */
const wouldLose = (): boolean => {
  const leaving = new Event('beforeunload', { cancelable: true });
  window.dispatchEvent(leaving);
  if (leaving.defaultPrevented || document.querySelector('[role=dialog], progress')) return true;
  const fields = [...document.querySelectorAll('input, textarea, [contenteditable=true]')];
  return fields.some((field) => !field.closest('.composer') && isFilled(field));
};

const reload = () => ({ label: translate('update.reload'), run: () => location.reload() });
let isTold = false;

/** True when there is a newer application: it is fetched at once where nothing would be lost, and offered where something would. */
const renew = async (): Promise<boolean> => {
  if (!(await isOutdated())) return false;
  if (!wouldLose()) location.reload();
  else if (!isTold) {
    isTold = true;
    toast({ text: translate('update.waits'), action: reload(), lastsMs: null });
  }
  return true;
};

/** After an update of the server the parts of the application that was running are gone. A page loaded anew is never older, so this ends. */
export const listenToUpdates = (): (() => void) => {
  const onGone = () => void renew();
  window.addEventListener('vite:preloadError', onGone);
  return () => window.removeEventListener('vite:preloadError', onGone);
};

/** Says that a part that was asked for could not be loaded, unless the application is being renewed for it. */
export const reportMissing = async (): Promise<void> => {
  if (!(await renew())) toast({ tone: 'bad', text: translate('update.missing'), action: reload() });
};
