import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const maxLines = 400;
const maxCommentWidth = 100;

/** Migrations that have been released are never edited. */
const isReleased = (file: string): boolean => /^server\/migrations\/00(0\d|1[0-2])-/.test(file);

/** Fails on files that are too long and on comments that are too wide. */
const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .split('\0')
  .filter((file) => /\.(ts|tsx|css|mjs)$/.test(file) && existsSync(file));

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}

for (const file of files) {
  const lines = readFileSync(file, 'utf8').split('\n');
  const lineCount = lines.length - 1;
  if (lineCount > maxLines) fail(`${file} has ${lineCount} lines. The limit is ${maxLines}.`);
  if (isReleased(file)) continue;
  lines.forEach((line, index) => {
    const isComment = /^\s*\{?(\/\/|\/\*|\*)/.test(line);
    if (isComment && line.length > maxCommentWidth)
      fail(`${file}:${index + 1}: the comment is ${line.length} characters wide. The limit is ${maxCommentWidth}.`);
  });
}
