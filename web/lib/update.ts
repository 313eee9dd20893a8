import { translate } from './i18n.ts';
import { toast } from './toast.ts';

/** Whether the server has a newer version: its page loads another script. */
const isOutdated = async (): Promise<boolean> => {
  const script = document.querySelector('script[type="module"][src]')?.getAttribute('src');
  if (!script) return false;
  try {
    const response = await fetch('/', { cache: 'no-store', headers: { accept: 'text/html' } });
    return response.ok && !(await response.text()).includes(script);
  } catch {
    // Offline, a reload would lose the page.
    return false;
  }
};

const isFilled = (field: Element): boolean => {
  if (field instanceof HTMLInputElement)
    return !['search', 'checkbox', 'radio', 'hidden'].includes(field.type) && field.value !== '';
  return field instanceof HTMLTextAreaElement ? field.value !== '' : field.textContent !== '';
};

/** Whether a reload would lose input. The composer does not count: it saves what is typed. */
const hasUnsavedInput = (): boolean => {
  const leaving = new Event('beforeunload', { cancelable: true });
  window.dispatchEvent(leaving);
  if (leaving.defaultPrevented || document.querySelector('[role=dialog], progress')) return true;
  const fields = [...document.querySelectorAll('input, textarea, [contenteditable=true]')];
  return fields.some((field) => !field.closest('.composer') && isFilled(field));
};

const reloadAction = () => ({ label: translate('update.reload'), run: () => location.reload() });
let isAnnounced = false;

/** If there is a newer version, reloads the page, or offers a reload if input would be lost. */
const reloadIfOutdated = async (): Promise<boolean> => {
  if (!(await isOutdated())) return false;
  if (!hasUnsavedInput()) location.reload();
  else if (!isAnnounced) {
    isAnnounced = true;
    toast({ text: translate('update.waits'), action: reloadAction(), durationMs: null });
  }
  return true;
};

/**
 * After a server update the old version's chunks are gone, so loading one fails. A reload fixes
 * that.
 */
export const listenToUpdates = (): (() => void) => {
  const onGone = () => void reloadIfOutdated();
  window.addEventListener('vite:preloadError', onGone);
  return () => window.removeEventListener('vite:preloadError', onGone);
};

/** Reports that a chunk could not be loaded, unless the page is reloaded for a newer version. */
export const reportMissing = async (): Promise<void> => {
  if (!(await reloadIfOutdated())) toast({ tone: 'bad', text: translate('update.missing'), action: reloadAction() });
};
