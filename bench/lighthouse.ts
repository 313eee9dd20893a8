import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openBrowser, openSession, signIn } from '@crossdesk/e2e/browser.ts';
import { freePort, openDesk } from '@crossdesk/e2e/desk.ts';

// npm exec --package=lighthouse@13.5.0 -- node bench/lighthouse.ts Runs Lighthouse with its desktop
// settings on sign-in, a list and a ticket, three times each. The best score counts, because other
// load on the machine only lowers it. Fails if a score is below 95. Lighthouse is not a dependency:
// it is found where `npm exec` installs it, or in the folder LIGHTHOUSE.

const minScore = 95;
const runCount = Number(process.env.RUNS ?? 3);
const categories = ['performance', 'accessibility', 'best-practices'] as const;

type Audit = {
  id: string;
  title: string;
  score: number | null;
  displayValue?: string;
  details?: { items?: unknown[] };
};
type Result = {
  categories: Record<string, { score: number | null; auditRefs: { id: string; weight: number }[] }>;
  audits: Record<string, Audit>;
  /** Why nothing could be measured, for example on an overloaded machine. */
  runtimeError?: { code: string; message: string };
};
type Lighthouse = {
  default: (url: string, flags: object, config: unknown) => Promise<{ lhr: Result } | undefined>;
  desktopConfig: unknown;
};

async function findLighthouse(): Promise<Lighthouse | null> {
  const beside = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, '../lighthouse'));
  const folder = [process.env.LIGHTHOUSE ?? '', ...beside].find((one) => one && existsSync(join(one, 'core/index.js')));
  return folder ? ((await import(pathToFileURL(join(folder, 'core/index.js')).href)) as Lighthouse) : null;
}

const lighthouse = await findLighthouse();
if (!lighthouse) {
  console.error('Lighthouse was not found. Run:  npm exec --package=lighthouse@13.5.0 -- node bench/lighthouse.ts');
  process.exit(1);
}

const port = await freePort();
const [desk, browser] = await Promise.all([openDesk(), openBrowser([`--remote-debugging-port=${port}`])]);
try {
  const person = (await desk.accounts()).find((one) => one.email.startsWith('nora.'));
  if (!person) throw new Error('The demo company has no agent named Nora.');
  const { context, page } = await openSession(browser, desk);
  await signIn(page, person);
  const cookies = await context.cookies();
  await context.close();
  const session = await browser.newBrowserCDPSession();
  const pages = [
    { name: 'sign-in', path: '/sign-in', isSignedIn: false },
    { name: 'list', path: '/tickets/all', isSignedIn: true },
    { name: 'ticket', path: '/tickets/all/1', isSignedIn: true },
  ];
  for (const { name, path, isSignedIn } of pages) {
    await session.send('Storage.clearCookies');
    // Lighthouse opens pages in the default context, so the session cookies are copied there.
    if (isSignedIn)
      await session.send('Storage.setCookies', {
        cookies: cookies.map(({ name: key, value, httpOnly, secure }) => ({
          name: key,
          value,
          httpOnly,
          secure,
          url: desk.url,
        })),
      });
    const best = new Map<string, number>();
    const failedAudits = new Map<string, string>();
    for (let run = 0; run < runCount; run++) {
      const flags = { port, logLevel: 'error', onlyCategories: categories, disableStorageReset: true };
      const answer = await lighthouse.default(`${desk.url}${path}`, flags, lighthouse.desktopConfig);
      if (!answer) throw new Error(`no result for ${path}`);
      const { lhr } = answer;
      if (lhr.runtimeError) {
        console.log(`${name}, run ${run + 1}: ${lhr.runtimeError.code} ${lhr.runtimeError.message}`);
        continue;
      }
      for (const category of categories) {
        const score = Math.round((lhr.categories[category]?.score ?? 0) * 100);
        if (score < (best.get(category) ?? -1)) continue;
        best.set(category, score);
        const low = (lhr.categories[category]?.auditRefs ?? [])
          .filter(({ id, weight }) => weight > 0 && (lhr.audits[id]?.score ?? 1) < 0.9)
          .map(({ id }) => lhr.audits[id] as Audit)
          .map(
            (one) => `${one.id} ${one.displayValue ?? ''} ${JSON.stringify(one.details?.items ?? []).slice(0, 400)}`,
          );
        failedAudits.set(category, low.join('\n    '));
      }
    }
    console.log(`${name}: ${categories.map((one) => `${one} ${best.get(one)}`).join(', ')}`);
    for (const [category, sentence] of failedAudits) if (sentence) console.log(`  ${category}:\n    ${sentence}`);
    if (categories.some((one) => (best.get(one) ?? 0) < minScore)) process.exitCode = 1;
  }
} finally {
  await browser.close();
  await desk.remove();
}
