import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { charts } from './charts.ts';
import { measure, type SizeReport } from './measure.ts';
import { plansText, wholeTableReads } from './plans.ts';
import { type Report, reportText } from './report.ts';

const root = resolve(import.meta.dirname, '..');
const { values } = parseArgs({
  options: {
    tickets: { type: 'string', default: '10000,100000' },
    seconds: { type: 'string', default: '4' },
    connections: { type: 'string', default: '8' },
    sockets: { type: 'string', default: '2000' },
    out: { type: 'string', default: '.cache/bench/report' },
  },
});
const wholeNumber = (name: string, text: string, min: number): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min) return value;
  console.error(`--${name} must be a whole number of at least ${min}, not "${text}".`);
  process.exit(2);
};
const sizes = values.tickets.split(',').map((text) => wholeNumber('tickets', text, 1000));
const sockets = wholeNumber('sockets', values.sockets, 0);
const largest = Math.max(...sizes);
const commit = () => {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
};

const done: SizeReport[] = [];
for (const size of sizes) {
  console.log(`\n${size} tickets`);
  done.push(
    await measure(
      size,
      {
        connections: wholeNumber('connections', values.connections, 1),
        secondsEach: wholeNumber('seconds', values.seconds, 1),
        bulkCount: 1000,
        isSmall: size < 100_000,
        live: sockets > 0 && size === largest ? { sockets, changesPerSecond: 20, seconds: 15 } : null,
      },
      (line) => console.log(`  ${line}`),
    ),
  );
}
const report: Report = {
  at: new Date().toISOString().slice(0, 10),
  commit: commit(),
  machine: {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    node: process.version,
  },
  connections: Number(values.connections),
  secondsEach: Number(values.seconds),
  sizes: done,
};
const { plans = [], tickets = 0 } = done.at(-1) ?? {};
for (const sentence of wholeTableReads(plans)) console.log(`  ${sentence}`);
const out = resolve(root, values.out);
await mkdir(out, { recursive: true });
const figures = { ...report, sizes: done.map(({ plans: _, ...size }) => size) };
await writeFile(join(out, 'report.json'), `${JSON.stringify(figures, null, 2)}\n`);
await writeFile(join(out, 'plans.md'), plansText(plans, tickets));
await writeFile(join(out, 'report.md'), reportText(report));
for (const [name, svg] of Object.entries(charts(report))) await writeFile(join(out, name), svg);
console.log(`\nThe report is in ${out}`);
