import type { Page } from 'playwright-core';
import { openSessionAs } from './demo-state.ts';
import {
  apiOf,
  clickAndWait,
  onDetailedTicket,
  onOwnTicket,
  onTicket,
  openTicket,
  pressKey,
  writeText,
} from './navigation.ts';
import type { Screen } from './screens.ts';

const ownComment = '.message[data-visibility=internal]';

/** Keeps one upload at 60% and fails the .log file. */
const holdUploads = (page: Page) =>
  page.evaluate(() => {
    const send = XMLHttpRequest.prototype.send;
    XMLHttpRequest.prototype.send = function (body) {
      if (!(body instanceof FormData)) return send.call(this, body);
      const file = body.get('file');
      if (file instanceof File && file.name.endsWith('.log')) this.dispatchEvent(new ProgressEvent('error'));
      else this.upload.dispatchEvent(new ProgressEvent('progress', { lengthComputable: true, loaded: 6, total: 10 }));
    };
  });

/** Takes this page offline, after both languages and the customer are loaded. */
async function goOffline(page: Page): Promise<void> {
  const size = page.viewportSize();
  await page.setViewportSize({ width: 2560, height: 900 });
  await page.locator('.customer .record').waitFor();
  if (size) await page.setViewportSize(size);
  await page.evaluate(async () => {
    const key = 'crossdesk.preferences';
    const known = JSON.parse(localStorage.getItem(key) ?? '{}');
    for (const locale of ['ja', 'en', known.locale ?? 'en']) {
      localStorage.setItem(key, JSON.stringify({ ...known, locale }));
      dispatchEvent(new StorageEvent('storage', { key }));
      while (document.documentElement.lang !== locale) await new Promise(requestAnimationFrame);
    }
  });
  await setOffline(page, true);
}
const setOffline = async (page: Page, offline: boolean): Promise<void> => {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', {
    offline,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: -1,
  });
};

/** The composer and the conversation, with their warnings and states. */
export const writingScreens: readonly Screen[] = [
  {
    name: 'message-recipients',
    user: 'owner',
    open: onDetailedTicket(clickAndWait('.message-to', '.message-recipients')),
  },
  { name: 'message-quoted', user: 'owner', open: onDetailedTicket(clickAndWait('.quote-toggle', '.mail.is-quoted')) },
  { name: 'comment-revisions', user: 'owner', open: onDetailedTicket(clickAndWait('.edited', '.revisions .mail')) },
  {
    name: 'comment-edit',
    user: 'owner',
    open: onDetailedTicket(
      clickAndWait(`${ownComment} .message-end button:has(.tabler-icon-edit)`, '.edit-comment [contenteditable=true]'),
    ),
  },
  {
    name: 'send-menu',
    user: 'owner',
    open: onOwnTicket('send-menu', 'When do the lamps come?', async (page) => {
      await writeText(page, 'r', 'Both lamps arrive on Thursday.');
      await clickAndWait('.send-more', '[role=menu]')(page);
    }),
  },
  {
    name: 'reply-link',
    user: 'owner',
    open: onOwnTicket('reply-link', 'Where is the manual?', async (page) => {
      await writeText(page, 'r', 'The manual is here: ');
      await clickAndWait('.editor-tools button:has(.tabler-icon-link)', '[role=dialog] [inputmode=url]')(page);
      await page.keyboard.type('manual');
      await pressKey('Enter', '[role=dialog] [aria-invalid=true]')(page);
    }),
  },
  {
    name: 'canned-suggestions',
    user: 'owner',
    open: onOwnTicket('canned-suggestions', 'How are the lamps cleaned?', async (page) => {
      await writeText(page, 'r', '/');
      await page.locator('.type-ahead-offer').first().waitFor();
    }),
  },
  {
    name: 'mention-suggestions',
    user: 'owner',
    open: onOwnTicket('mention-suggestions', 'Which bulbs fit the lamps?', async (page) => {
      await writeText(page, 'c', 'Could you look at this, @');
      await page.locator('.type-ahead-offer').first().waitFor();
    }),
  },
  {
    name: 'warning-attachment',
    user: 'owner',
    open: onOwnTicket('warning-attachment', 'The receipt for the lamps', async (page) => {
      await writeText(page, 'r', 'The receipt is attached.');
      await pressKey('Control+Enter', '.concerns[data-asking]')(page);
    }),
  },
  {
    name: 'warning-customer',
    user: 'owner',
    open: onOwnTicket('warning-customer', 'Another lamp for the hall', async (page) => {
      await writeText(page, 'c', 'Hi Elena, the third lamp is on its way.');
      await pressKey('Control+Enter', '.concerns[data-asking]')(page);
    }),
  },
  {
    name: 'warning-new-messages',
    user: 'owner',
    open: onOwnTicket('warning-new-messages', 'The colour of the lamps', async (page, number, demo) => {
      await writeText(page, 'r', 'The lamps come in white');
      const { context, page: other } = await openSessionAs(demo, 'colleague');
      await apiOf(other, demo)('POST', `/tickets/${number}/comments`, {
        html: '<p>She called again: it is the black ones she wants, not the white ones.</p>',
      });
      await context.close();
      await page.locator('.concerns-added').waitFor();
    }),
  },
  {
    name: 'reply-pending',
    user: 'owner',
    open: onOwnTicket('reply-pending', 'The way to the workshop', async (page) => {
      await writeText(page, 'r', 'The workshop is open until six.');
      await pressKey('Control+Enter', '.message-foot[data-tone=accent]')(page);
    }),
  },
  {
    name: 'files-uploading',
    user: 'owner',
    open: onOwnTicket('files-uploading', 'The drawings of the lamps', async (page) => {
      await writeText(page, 'r', 'Here are the drawings.');
      await holdUploads(page);
      await page.locator('.writing input[type=file]').setInputFiles([
        {
          name: 'drawings of both lamps with all measures.pdf',
          mimeType: 'application/pdf',
          buffer: Buffer.alloc(90_000),
        },
        { name: 'measures.log', mimeType: 'text/plain', buffer: Buffer.alloc(9_000) },
      ]);
      await page.locator('.writing-files [data-bad]').waitFor();
      await page.locator('.writing-files progress').waitFor();
    }),
  },
  {
    name: 'ticket-closed',
    user: 'owner',
    open: onOwnTicket('ticket-closed', 'Thank you for the lamps', async (page, number, demo) => {
      const { baseState } = await apiOf(page, demo)<{ baseState: string }>('GET', `/tickets/${number}`);
      if (baseState !== 'closed') await pressKey('e', '.toast')(page);
    }),
  },
  {
    name: 'offline',
    user: 'owner',
    open: async (page, demo) => {
      await setOffline(page, false);
      await openTicket(page, demo.detailedNumber);
      await goOffline(page);
      await page.locator('.rail-offline').waitFor();
      await pressKey('e', '.toast[data-tone=bad]')(page);
    },
  },
  {
    name: 'presence',
    user: 'owner',
    open: onDetailedTicket(async (page, demo) => {
      const { context, page: other } = await openSessionAs(demo, 'colleague');
      page.once('close', () => void context.close());
      await openTicket(other, demo.detailedNumber);
      await writeText(other, 'c', 'I look for it.');
      await page.locator('.present [role=img]').first().waitFor({ state: 'attached' });
    }),
  },
  {
    name: 'ticket-trashed',
    user: 'owner',
    open: (page, { trashedNumber: trashed }) => openTicket(page, trashed, 'trash'),
  },
  { name: 'ticket-read-only', user: 'reader', open: onTicket() },
  { name: 'forward-restricted', user: 'receiver', open: onTicket(pressKey('c', '.composer [contenteditable=true]')) },
];
