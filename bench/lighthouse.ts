import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openBrowser, openSession, signIn } from '@crossdesk/e2e/browser.ts';
import { freePort, openDesk } from '@crossdesk/e2e/desk.ts';

// npm exec --package=lighthouse@13.5.0 -- node bench/lighthouse.ts
// Lighthouse with its desktop settings over sign-in, a list and a ticket, three times each; the best is told, as other work on the
// machine only ever takes points away. Ends with an error when anything is below 95. Lighthouse is no part of the project: it is
// looked for where `npm exec` puts it, or in the folder LIGHTHOUSE names.

const least = 95;
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
  /** Why nothing could be measured, as on a machine with too much to do. */
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
  console.error('Lighthouse is not here. Run: npm exec --package=lighthouse@13.5.0 -- node bench/lighthouse.ts');
  process.exit(1);
}

const port = await freePort();
const [desk, browser] = await Promise.all([openDesk(), openBrowser([`--remote-debugging-port=${port}`])]);
try {
  const person = (await desk.accounts()).find((one) => one.email.startsWith('nora.'));
  if (!person) throw new Error('the demo company has no nora');
  const { context, page } = await openSession(browser, desk);
  await signIn(page, person);
  const cookies = await context.cookies();
  await context.close();
  const session = await browser.newBrowserCDPSession();
  const pages = [
    { name: 'sign-in', path: '/sign-in', isInside: false },
    { name: 'list', path: '/tickets/all', isInside: true },
    { name: 'ticket', path: '/tickets/all/1', isInside: true },
  ];
  for (const { name, path, isInside } of pages) {
    await session.send('Storage.clearCookies');
    // Lighthouse opens its pages outside of any seat: the session is put there.
    if (isInside)
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
    const faults = new Map<string, string>();
    for (let run = 0; run < runCount; run++) {
      const flags = { port, logLevel: 'error', onlyCategories: categories, disableStorageReset: true };
      const answer = await lighthouse.default(`${desk.url}${path}`, flags, lighthouse.desktopConfig);
      if (!answer) throw new Error(`no answer for ${path}`);
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
        faults.set(category, low.join('\n    '));
      }
    }
    console.log(`${name}: ${categories.map((one) => `${one} ${best.get(one)}`).join(', ')}`);
    for (const [category, sentence] of faults) if (sentence) console.log(`  ${category}:\n    ${sentence}`);
    if (categories.some((one) => (best.get(one) ?? 0) < least)) process.exitCode = 1;
  }
} finally {
  await browser.close();
  await desk.remove();
}
