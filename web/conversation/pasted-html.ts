/** Converts paragraphs formatted as a list by a word processor to a real list. */
const convertWordLists = (page: Document): void => {
  let open: { level: number; list: HTMLElement }[] = [];
  for (const paragraph of Array.from(page.querySelectorAll('p'))) {
    const level = Number(/mso-list:[^;]*level(\d)/.exec(paragraph.getAttribute('style') ?? '')?.[1] ?? 0);
    if (level === 0) {
      open = [];
      continue;
    }
    const marker = paragraph.querySelector('[style*="mso-list:Ignore"], [style*="mso-list: Ignore"]');
    const isNumbered = /^[\s(]*(\d+|[a-z]{1,4})[.)]/i.test(marker?.textContent ?? '');
    marker?.remove();
    open = open.filter((one) => one.level <= level);
    let list = open.at(-1)?.level === level ? open.at(-1)?.list : undefined;
    if (!list) {
      list = page.createElement(isNumbered ? 'ol' : 'ul');
      const above = open.at(-1)?.list.lastElementChild;
      if (above) above.append(list);
      else paragraph.before(list);
      open.push({ level, list });
    }
    const item = page.createElement('li');
    const text = page.createElement('p');
    text.append(...paragraph.childNodes);
    item.append(text);
    list.append(item);
    paragraph.remove();
  }
};

/**
 * Cleans HTML from the clipboard before the editor parses it. `keepImage` returns the URL for our
 * images and embedded ones; other images are removed, so that readers do not load them.
 */
export const cleanPasted = (html: string, keepImage: (source: string) => string | null): string => {
  const page = new DOMParser().parseFromString(html, 'text/html');
  for (const element of page.querySelectorAll('style, script, meta, link, title, xml')) element.remove();
  convertWordLists(page);
  for (const image of page.querySelectorAll('img')) {
    const source = keepImage(image.getAttribute('src') ?? '');
    if (source === null) image.remove();
    else image.setAttribute('src', source);
  }
  return page.body.innerHTML;
};

/** Whether the clipboard holds only an image; then the file is used instead of the HTML. */
export const isSingleImage = (html: string): boolean => {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  return (
    (body.textContent ?? '').trim() === '' && body.querySelectorAll('img').length <= 1 && !body.querySelector('table')
  );
};
