import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * Prints the vocabulary of the code and the interface: file names, exported names, and the
 * sentences of the interface, problems and built-in mails.
 *
 *   node tools/vocabulary.ts [files|exports|sentences]
 */
const root = resolve(import.meta.dirname, '..');

const files = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
const isSource = (file: string) => /\.(ts|tsx|mjs)$/.test(file);

const declared = /^export (?:default )?(?:async )?(?:const|let|function\*?|class|type|interface|enum) (\w+)/gm;
const listed = /^export (?:type )?\{([^}]*)\}(?! from)/gm;

function exportsOf(source: string): string[] {
  const named = [...source.matchAll(declared)].map(([, name = '']) => name);
  const grouped = [...source.matchAll(listed)].flatMap(([, names = '']) => names.split(','));
  return [...named, ...grouped.map((name) => name.replace(/.* as /s, '').trim()).filter((name) => name !== '')];
}

/** Texts of more than one word in the files that hold sentences for people. */
const isSentenceFile = /(^|\/)locales\/|problem-messages|contracts\/problems|built-in-texts|mail-text|sign-in\.ts$/;
const quoted = /'((?:[^'\\\n]|\\.)+)'|"((?:[^"\\\n]|\\.)+)"|`((?:[^`\\]|\\.)+)`/g;

function sentencesOf(source: string): string[] {
  return [...source.matchAll(quoted)]
    .map(([, single, double, template]) => single ?? double ?? template ?? '')
    .filter((text) => /\s/.test(text.trim()) || /[^\p{ASCII}]/u.test(text));
}

const printers: Record<string, () => void> = {
  files: () => console.log(files.join('\n')),
  exports: () => {
    for (const file of files.filter(isSource)) {
      const names = exportsOf(readFileSync(join(root, file), 'utf8'));
      if (names.length > 0) console.log(`${file}: ${names.join(' ')}`);
    }
  },
  sentences: () => {
    for (const file of files.filter((one) => isSentenceFile.test(one))) {
      for (const text of sentencesOf(readFileSync(join(root, file), 'utf8'))) console.log(`${file}: ${text}`);
    }
  },
};

const section = process.argv[2];
for (const [name, print] of Object.entries(printers)) if (!section || section === name) print();
