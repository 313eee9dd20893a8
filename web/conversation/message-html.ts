import DOMPurify from 'dompurify';
import { adjustColors } from './mail-colors.ts';

const purifier = typeof window === 'undefined' ? null : DOMPurify(window);

// Without fonts and positions a mail cannot imitate our interface. Colors are adjusted afterwards.
const removedStyles =
  /^(background-(?!color)|font-family|font$|position|z-index|float|inset|top|left|right|bottom|height|min-|max-|opacity|visibility|display|content|filter|clip|transform|animation|transition|line-height|letter-spacing|margin|width)/;

purifier?.addHook('afterSanitizeAttributes', (node) => {
  if (!(node instanceof HTMLElement)) return;
  for (const property of Array.from(node.style)) if (removedStyles.test(property)) node.style.removeProperty(property);
  if (node.style.length === 0) node.removeAttribute('style');
  if (node instanceof HTMLAnchorElement) {
    node.target = '_blank';
    node.rel = 'noopener noreferrer nofollow';
  }
  if (node instanceof HTMLImageElement) {
    node.loading = 'lazy';
    node.decoding = 'async';
    if (!node.alt) node.alt = '';
    // Only images from our own server load without asking.
    const source = node.getAttribute('src');
    if (source && !/^(\/|data:image\/|blob:|cid:)/.test(source)) {
      node.setAttribute('data-remote-src', source);
      node.removeAttribute('src');
    }
  }
});

/**
 * Sanitises the HTML of a message again after the server did. Remote images stay unloaded unless
 * requested.
 */
export const safeHtml = (html: string, isRemoteShown: boolean): { html: string; remoteCount: number } => {
  const fragment = purifier?.sanitize(html, {
    RETURN_DOM_FRAGMENT: true,
    USE_PROFILES: { html: true },
    FORBID_TAGS: ['style', 'form', 'input', 'button', 'textarea', 'select', 'video', 'audio', 'dialog'],
    FORBID_ATTR: ['id', 'class', 'name', 'face', 'background', 'srcset', 'tabindex', 'accesskey', 'autofocus'],
    ADD_ATTR: ['target'],
    ALLOW_DATA_ATTR: true,
  });
  if (!fragment) return { html: '', remoteCount: 0 };
  const remote = fragment.querySelectorAll<HTMLImageElement>('img[data-remote-src]');
  for (const image of remote) {
    const source = image.getAttribute('data-remote-src');
    if (isRemoteShown && source && /^https?:/.test(source))
      image.setAttribute('src', source.replace(/^http:/, 'https:'));
    else hideImage(image);
  }
  adjustColors(fragment);
  const holder = document.createElement('div');
  holder.append(fragment);
  return { html: holder.innerHTML, remoteCount: remote.length };
};

/** Images of at most this many pixels are not meant to be seen. */
const maxTrackerSize = 3;

/** Shows the description of a blocked image in its place; hides one without. */
function hideImage(image: HTMLImageElement): void {
  const description = image.alt.trim();
  const sizes = ['width', 'height'].map((name) => Number(image.getAttribute(name) || Number.NaN));
  if (description === '' || sizes.some((size) => size <= maxTrackerSize)) {
    image.setAttribute('hidden', '');
    return;
  }
  const box = document.createElement('span');
  box.setAttribute('data-blocked', '');
  box.textContent = description;
  image.replaceWith(box);
}

/** The plain text of HTML. */
export const plainText = (html: string): string => {
  const holder = document.implementation.createHTMLDocument('').body;
  holder.innerHTML = html;
  return (holder.textContent ?? '').replace(/\s+/g, ' ').trim();
};

/** The written text without quotations; each block on its own line. */
export const ownText = (html: string): string => {
  const holder = document.implementation.createHTMLDocument('').body;
  holder.innerHTML = html;
  for (const quote of holder.querySelectorAll('blockquote')) quote.remove();
  for (const block of holder.querySelectorAll('p, li, br, div, td, th, h1, h2, h3')) block.after('\n');
  return (holder.textContent ?? '').trim();
};
