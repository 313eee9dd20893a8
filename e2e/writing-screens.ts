import type { Page } from 'playwright-core';
import { openSessionAs } from './demo-state.ts';
import { asideOf, click, handledOf, openTicket, press, throughApi, ticketOf, writing } from './navigation.ts';
import type { Screen } from './screens.ts';

const ownComment = '.message[data-visibility=internal]';

/** A file of which six tenths have left, and one that did not get through. */
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

/** Takes the page, and only this one, from the network; both languages and the customer are there by then. */
async function cutOff(page: Page): Promise<void> {
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
  await emulate(page, true);
}
const emulate = async (page: Page, offline: boolean): Promise<void> => {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', {
    offline,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: -1,
  });
};

/** What is said to the writer and to the reader of a conversation. */
export const writingScreens: readonly Screen[] = [
  { name: 'message-recipients', seat: 'owner', open: handledOf(click('.message-to', '.message-recipients')) },
  { name: 'message-quoted', seat: 'owner', open: handledOf(click('.quote-toggle', '.mail.is-quoted')) },
  { name: 'comment-former', seat: 'owner', open: handledOf(click('.edited', '.revisions .mail')) },
  {
    name: 'comment-edit',
    seat: 'owner',
    open: handledOf(
      click(`${ownComment} .message-end button:has(.tabler-icon-edit)`, '.edit-comment [contenteditable=true]'),
    ),
  },
  {
    name: 'send-menu',
    seat: 'owner',
    open: asideOf('send-menu', 'When do the lamps come?', async (page) => {
      await writing(page, 'r', 'Both lamps arrive on Thursday.');
      await click('.send-more', '[role=menu]')(page);
    }),
  },
  {
    name: 'reply-link',
    seat: 'owner',
    open: asideOf('reply-link', 'Where is the manual?', async (page) => {
      await writing(page, 'r', 'The manual is here: ');
      await click('.editor-tools button:has(.tabler-icon-link)', '[role=dialog] [inputmode=url]')(page);
      await page.keyboard.type('manual');
      await press('Enter', '[role=dialog] [aria-invalid=true]')(page);
    }),
  },
  {
    name: 'canned-offers',
    seat: 'owner',
    open: asideOf('canned-offers', 'How are the lamps cleaned?', async (page) => {
      await writing(page, 'r', '/');
      await page.locator('.type-ahead-offer').first().waitFor();
    }),
  },
  {
    name: 'mention-offers',
    seat: 'owner',
    open: asideOf('mention-offers', 'Which bulbs fit the lamps?', async (page) => {
      await writing(page, 'c', 'Could you look at this, @');
      await page.locator('.type-ahead-offer').first().waitFor();
    }),
  },
  {
    name: 'asked-about-file',
    seat: 'owner',
    open: asideOf('asked-about-file', 'The receipt for the lamps', async (page) => {
      await writing(page, 'r', 'The receipt is attached.');
      await press('Control+Enter', '.concerns[data-asking]')(page);
    }),
  },
  {
    name: 'asked-about-customer',
    seat: 'owner',
    open: asideOf('asked-about-customer', 'Another lamp for the hall', async (page) => {
      await writing(page, 'c', 'Hi Elena, the third lamp is on its way.');
      await press('Control+Enter', '.concerns[data-asking]')(page);
    }),
  },
  {
    name: 'answered-meanwhile',
    seat: 'owner',
    open: asideOf('answered-meanwhile', 'The colour of the lamps', async (page, number, stage) => {
      await writing(page, 'r', 'The lamps come in white');
      const { context, page: other } = await openSessionAs(stage, 'colleague');
      await throughApi(other, stage)('POST', `/tickets/${number}/comments`, {
        html: '<p>She called again: it is the black ones she wants, not the white ones.</p>',
      });
      await context.close();
      await page.locator('.concerns-added').waitFor();
    }),
  },
  {
    name: 'reply-leaving',
    seat: 'owner',
    open: asideOf('reply-leaving', 'The way to the workshop', async (page) => {
      await writing(page, 'r', 'The workshop is open until six.');
      await press('Control+Enter', '.message-foot[data-tone=accent]')(page);
    }),
  },
  {
    name: 'files-on-their-way',
    seat: 'owner',
    open: asideOf('files-on-their-way', 'The drawings of the lamps', async (page) => {
      await writing(page, 'r', 'Here are the drawings.');
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
    seat: 'owner',
    open: asideOf('ticket-closed', 'Thank you for the lamps', async (page, number, stage) => {
      const { baseState } = await throughApi(page, stage)<{ baseState: string }>('GET', `/tickets/${number}`);
      if (baseState !== 'closed') await press('e', '.toast')(page);
    }),
  },
  {
    name: 'cut-off',
    seat: 'owner',
    open: async (page, stage) => {
      await emulate(page, false);
      await openTicket(page, stage.handled);
      await cutOff(page);
      await page.locator('.rail-offline').waitFor();
      await press('e', '.toast[data-tone=bad]')(page);
    },
  },
  {
    name: 'presence',
    seat: 'owner',
    open: handledOf(async (page, stage) => {
      const { context, page: other } = await openSessionAs(stage, 'colleague');
      page.once('close', () => void context.close());
      await openTicket(other, stage.handled);
      await writing(other, 'c', 'I look for it.');
      await page.locator('.present [role=img]').first().waitFor({ state: 'attached' });
    }),
  },
  { name: 'ticket-trashed', seat: 'owner', open: (page, { trashed }) => openTicket(page, trashed, 'trash') },
  { name: 'ticket-read-only', seat: 'reader', open: ticketOf() },
  { name: 'forward-restricted', seat: 'receiver', open: ticketOf(press('c', '.composer [contenteditable=true]')) },
];
