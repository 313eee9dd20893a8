import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { findCatalogueErrors, findHardcodedText, readKeyUses } from './interface-text.ts';

/**
 * Fails on interface text outside the catalogues, on keys missing in a language, and on unused
 * keys.
 */
const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', 'web'], {
  encoding: 'utf8',
})
  .split('\0')
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file) && existsSync(file));

const isCatalogue = (file: string) => file.startsWith('web/lib/locales/');
// The component gallery is for developers and not part of the build.
const isShown = (file: string) => !isCatalogue(file) && !/^web\/app\/component-gallery[a-z-]*\.tsx$/.test(file);

/** All messages of a language, from every catalogue. */
async function readCatalogues(ending: string): Promise<Record<string, string>> {
  const catalogues = await Promise.all(
    files
      .filter((file) => isCatalogue(file) && file.endsWith(`-${ending}.ts`))
      .map(async (file) => Object.values((await import(`../${file}`)) as Record<string, Record<string, string>>)),
  );
  return Object.assign({}, ...catalogues.flat());
}

const sources = files.filter(isShown).map((file) => ({ file, source: readFileSync(file, 'utf8') }));
const errors = [
  ...sources.filter(({ file }) => file.endsWith('.tsx')).flatMap(({ file, source }) => findHardcodedText(file, source)),
  ...findCatalogueErrors(
    await readCatalogues('en'),
    await readCatalogues('ja'),
    sources.map(({ file, source }) => readKeyUses(file, source)),
  ),
];
for (const sentence of errors) console.error(sentence);
if (errors.length > 0) process.exitCode = 1;
