import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type DisplayOptions, openBrowser } from './browser.ts';
import { type DemoState, type DemoUser, openSessionAs, prepareDemoState, waitUntilIdle } from './demo-state.ts';
import { openDesk } from './desk.ts';
import { screens } from './screens.ts';

// node e2e/screenshots.ts [folder] [--docs]
// Takes a screenshot of every screen in every setting; with --docs only those of the user guide.

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

/** The images of the user guide. */
const small = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };
const guideImages: { file: string; screen: string; display: DisplayOptions }[] = [
  { file: 'desk-light.png', screen: 'ticket', display: { ...small } },
  { file: 'desk-dark.png', screen: 'ticket', display: { ...small, theme: 'dark' } },
  { file: 'desk-japanese.png', screen: 'list', display: { ...small, locale: 'ja' } },
  { file: 'phone-list.png', screen: 'list', display: { ...phone } },
  { file: 'phone-ticket.png', screen: 'ticket', display: { ...phone, theme: 'dark' } },
  { file: 'reply.png', screen: 'reply', display: { ...small } },
  { file: 'comment.png', screen: 'comment', display: { ...small } },
  { file: 'share.png', screen: 'share-add', display: { ...small } },
  { file: 'shared.png', screen: 'share-owner', display: { ...small } },
  { file: 'received.png', screen: 'ticket-received', display: { ...small } },
  { file: 'why.png', screen: 'why-receiver', display: { ...small } },
  { file: 'transfer.png', screen: 'transfer-department', display: { ...small, height: 1000 } },
  { file: 'batch-transfer.png', screen: 'batch-transfer', display: { ...small, height: 1000 } },
  { file: 'batches.png', screen: 'batches', display: { ...small } },
  { file: 'transferred.png', screen: 'handed-over', display: { ...small } },
  { file: 'why-assigned.png', screen: 'why-assigned', display: { ...small } },
  { file: 'palette.png', screen: 'palette', display: { ...small } },
  { file: 'new-view.png', screen: 'new-view', display: { ...small } },
  { file: 'availability.png', screen: 'availability-away', display: { ...small } },
  { file: 'working-hours.png', screen: 'settings-me-hours', display: { ...small } },
  { file: 'team.png', screen: 'team', display: { ...small } },
  { file: 'settings-routing.png', screen: 'settings-routing', display: { ...small } },
  { file: 'settings-assignment.png', screen: 'settings-assignment', display: { ...small } },
  { file: 'settings-notifications.png', screen: 'settings-notifications', display: { ...small } },
];

async function takeScreenshot(demo: DemoState, name: string, display: DisplayOptions, file: string): Promise<void> {
  const screen = screens.find((one) => one.name === name);
  if (!screen) throw new Error(`there is no screen ${name}`);
  const { context, page } = await openSessionAs(demo, screen.user as DemoUser, display);
  try {
    await screen.open(page, demo);
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
  const demo = await prepareDemoState(desk, browser);
  await mkdir(folder, { recursive: true });
  const jobs = isDocs
    ? guideImages.map(
        ({ file, screen, display }) =>
          () =>
            takeScreenshot(demo, screen, display, join(folder, file)),
      )
    : displays
        .filter((display) => !onlyDisplays || onlyDisplays.includes(display.name))
        .flatMap((display) =>
          screens
            .filter(
              (screen) => (!only || only.includes(screen.name)) && !(screen.isNarrow && (display.width ?? 0) > 390),
            )
            .map(
              (screen) => () =>
                takeScreenshot(demo, screen.name, display, join(folder, `${screen.name}--${display.name}.png`)),
            ),
        );
  const next = async () => {
    for (let job = jobs.shift(); job; job = jobs.shift()) await job();
  };
  await Promise.all([next(), next()]);
  console.log(`Screenshots are in ${folder}`);
} finally {
  await browser.close();
  await desk.remove();
}
