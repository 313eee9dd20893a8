import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const maxLines = 400;

/** Fails on source files that are too long. */
const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .split('\0')
  .filter((file) => /\.(ts|tsx|css|mjs)$/.test(file) && existsSync(file));

for (const file of files) {
  const lineCount = readFileSync(file, 'utf8').split('\n').length - 1;
  if (lineCount <= maxLines) continue;
  console.error(`${file} has ${lineCount} lines; the maximum is ${maxLines}. Split it by topic.`);
  process.exitCode = 1;
}
