import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type DisplayOptions, openBrowser } from './browser.ts';
import { openSessionAs, prepareDemoState, type DemoUser, type DemoState, waitUntilIdle } from './demo-state.ts';
import { openDesk } from './desk.ts';
import { screens } from './screens.ts';

// node e2e/screenshots.ts [folder] [--docs]: a picture of every screen in every setting; with --docs only those the guide shows.

const root = resolve(import.meta.dirname, '..');
const isDocs = process.argv.includes('--docs');
const folderArgument = process.argv.slice(2).find((word) => !word.startsWith('--'));
const folder = resolve(folderArgument ?? join(root, isDocs ? 'docs/images' : '.cache/screenshots'));
const only = process.env.SCREENS?.split(',');
const onlyDisplays = process.env.LOOKS?.split(',');

const displays: (DisplayOptions & { name: string })[] = (['en', 'ja'] as const).flatMap((locale) =>
  (['light', 'dark'] as const).flatMap((theme) => [
    { name: `${locale}-${theme}-1440`, locale, theme, width: 1440, height: 900 },
    { name: `${locale}-${theme}-390`, locale, theme, width: 390, height: 844 },
  ]),
);

/** The pictures of the guide: their file, the screen and how it is seen. */
const small = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };
const guideImages: { file: string; screen: string; look: DisplayOptions }[] = [
  { file: 'desk-light.png', screen: 'ticket', look: { ...small } },
  { file: 'desk-dark.png', screen: 'ticket', look: { ...small, theme: 'dark' } },
  { file: 'desk-japanese.png', screen: 'list', look: { ...small, locale: 'ja' } },
  { file: 'phone-list.png', screen: 'list', look: { ...phone } },
  { file: 'phone-ticket.png', screen: 'ticket', look: { ...phone, theme: 'dark' } },
  { file: 'reply.png', screen: 'reply', look: { ...small } },
  { file: 'comment.png', screen: 'comment', look: { ...small } },
  { file: 'share.png', screen: 'share-add', look: { ...small } },
  { file: 'shared.png', screen: 'share-owner', look: { ...small } },
  { file: 'received.png', screen: 'ticket-received', look: { ...small } },
  { file: 'why.png', screen: 'why-receiver', look: { ...small } },
  { file: 'palette.png', screen: 'palette', look: { ...small } },
  { file: 'new-view.png', screen: 'new-view', look: { ...small } },
  { file: 'settings-notifications.png', screen: 'settings-notifications', look: { ...small } },
];

async function takeScreenshot(stage: DemoState, name: string, look: DisplayOptions, file: string): Promise<void> {
  const screen = screens.find((one) => one.name === name);
  if (!screen) throw new Error(`there is no screen ${name}`);
  const { context, page } = await openSessionAs(stage, screen.user as DemoUser, look);
  try {
    await screen.open(page, stage);
    await waitUntilIdle(page);
    await page.screenshot({ path: file });
  } catch (error) {
    console.error(`${file}: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
    process.exitCode = 1;
    await page.screenshot({ path: file });
  } finally {
    await context.close();
  }
}

const desk = await openDesk();
const browser = await openBrowser();
try {
  const stage = await prepareDemoState(desk, browser);
  await mkdir(folder, { recursive: true });
  const jobs = isDocs
    ? guideImages.map(
        ({ file, screen, look }) =>
          () =>
            takeScreenshot(stage, screen, look, join(folder, file)),
      )
    : displays
        .filter((look) => !onlyDisplays || onlyDisplays.includes(look.name))
        .flatMap((look) =>
          screens
            .filter((screen) => (!only || only.includes(screen.name)) && !(screen.isNarrow && (look.width ?? 0) > 390))
            .map(
              (screen) => () => takeScreenshot(stage, screen.name, look, join(folder, `${screen.name}--${look.name}.png`)),
            ),
        );
  const next = async () => {
    for (let job = jobs.shift(); job; job = jobs.shift()) await job();
  };
  await Promise.all([next(), next()]);
  console.log(`Pictures in ${folder}`);
} finally {
  await browser.close();
  await desk.remove();
}
