import type { Ceiling, ScenarioResult, SizeReport } from './measure.ts';

export type Report = {
  at: string;
  commit: string;
  machine: { processor: string; cores: number; memoryBytes: number; node: string };
  connections: number;
  secondsEach: number;
  sizes: SizeReport[];
};

/** One thing that was aimed at: what it is, what was measured, and whether that is good enough. */
export type Target = { name: string; measured: string; isMet: boolean };

const count = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 0 });
const ms = (value: number): string => (value < 10 ? value.toFixed(1) : value.toFixed(0));
const megabytes = (bytes: number | null): string => (bytes === null ? 'unknown' : `${Math.round(bytes / 1e6)} MB`);

const findByName = <T extends { name: string }>(list: readonly T[], name: string): T | undefined =>
  list.find((one) => one.name === name);

/** Ours and the bare one that answers the same question, with the share of it that is aimed at. */
const ratios = [
  { ours: 'ticket with its conversation', bare: 'node http + pg: ticket', least: 0.5 },
  { ours: 'list: a busy department', bare: 'node http + pg: list of 50', least: 0.5 },
  { ours: 'create', bare: 'SQL: create', least: 0.25 },
  { ours: 'reply', bare: 'SQL: reply', least: 0.25 },
] as const;

const maxMs = (one: ScenarioResult): number | null => {
  if (one.kind === 'read') return 25;
  if (one.kind === 'write') return one.name === 'reply' || one.name === 'share' ? 30 : null;
  return 100;
};

/** Every aim held against the figures: growth from the smallest size to the largest, the rest on the largest. */
export function checkTargets({ sizes }: Pick<Report, 'sizes'>): Target[] {
  const smallest = sizes[0];
  const largest = sizes.at(-1);
  if (!smallest || !largest) return [];
  const found: Target[] = [];
  for (const one of largest.scenarios) {
    const before = findByName(smallest.scenarios, one.name);
    if (one.kind === 'write' || !before || smallest === largest) continue;
    const most = one.kind === 'common_search' ? 2 : 1.3;
    const growth = one.p50 / before.p50;
    found.push({
      name: `${one.name}: p50 grows at most ${most}-fold from ${count(smallest.tickets)} to ${count(largest.tickets)} tickets`,
      measured: `${growth.toFixed(2)} (${ms(before.p50)} → ${ms(one.p50)} ms)`,
      isMet: growth <= most,
    });
  }
  for (const one of largest.scenarios) {
    const most = maxMs(one);
    if (most !== null)
      found.push({ name: `${one.name}: p95 under ${most} ms`, measured: `${ms(one.p95)} ms`, isMet: one.p95 < most });
  }
  for (const { ours, bare, least } of ratios) {
    const [one, other] = [findByName(largest.scenarios, ours), findByName(largest.ceilings, bare)];
    if (!one || !other) continue;
    const share = one.perSecond / other.perSecond;
    found.push({
      name: `${ours}: at least ${least * 100} % of ${bare}`,
      measured: `${Math.round(share * 100)} % (${count(one.perSecond)} of ${count(other.perSecond)} a second)`,
      isMet: share >= least,
    });
  }
  const bytes = Math.max(...sizes.map((one) => one.serverBytes ?? 0));
  found.push({ name: 'server process under 300 MB', measured: megabytes(bytes), isMet: bytes < 300e6 });
  const startMs = Math.max(...sizes.map((one) => one.startMs));
  found.push({
    name: 'from start to ready under 3 s',
    measured: `${(startMs / 1000).toFixed(1)} s`,
    isMet: startMs < 3000,
  });
  return found;
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [
    `| ${head.join(' | ')} |`,
    `|${head.map((_, index) => (index === 0 ? '---' : '---:')).join('|')}|`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n');

const speed = (one: Ceiling): string[] => [
  one.name,
  count(one.perSecond),
  ms(one.p50),
  ms(one.p95),
  ms(one.p99),
  String(one.errorCount),
];

function sizeText(one: SizeReport): string {
  const measured = one.scenarios.map((row) => [...speed(row), row.serverCpu.toFixed(2), row.databaseCpu.toFixed(2)]);
  const mail = [...speed({ ...one.mail, name: 'mail in over SMTP' }), '', ''];
  const lines = [
    `## ${count(one.tickets)} tickets`,
    table(
      ['', 'a second', 'p50 ms', 'p95 ms', 'p99 ms', 'errors', 'server, cores', 'database, cores'],
      [...measured, mail],
    ),
    `Bulk share of ${count(one.bulkShare.tickets)} tickets: ${one.bulkShare.seconds} s, ${one.bulkShare.refusedCount} refused. ` +
      `The ${count(one.mail.count)} mails were all tickets ${one.mail.drainSeconds} s after the last was taken. ` +
      `Start to ready ${(one.startMs / 1000).toFixed(1)} s. Memory: server ${megabytes(one.serverBytes)}, database ${megabytes(one.databaseBytes)}.` +
      (one.dataSeconds === null ? '' : ` The data set took ${one.dataSeconds} s to make.`),
    'Ceilings, in the same run on the same rows:',
    table(['', 'a second', 'p50 ms', 'p95 ms', 'p99 ms', 'errors'], one.ceilings.map(speed)),
  ];
  if (one.live) {
    const { live } = one;
    lines.push(
      `Live: ${count(live.sockets)} screens on one process, ${live.changesPerSecond} changes a second, ${count(live.changes)} changes. ` +
        `Of ${count(live.expectedCount)} screens permitted to hear, ${count(live.heardCount)} heard; ${live.strayCount} others did. ` +
        `From sending the change to the screen: p50 ${ms(live.p50)} ms, p95 ${ms(live.p95)} ms, p99 ${ms(live.p99)} ms. ` +
        `Memory of one connection: ${live.bytesPerSocket === null ? 'unknown' : `${Math.round(live.bytesPerSocket / 1024)} kB`}.`,
    );
  }
  return lines.join('\n\n');
}

/** The report as Markdown. */
export function reportText(report: Report): string {
  const { machine } = report;
  const rows = checkTargets(report).map((one) => [one.name, one.measured, one.isMet ? 'met' : '**missed**']);
  return `${[
    '# Benchmark report',
    `Made by \`npm run bench\` on ${report.at} from commit ${report.commit}. ${machine.processor}, ${machine.cores} cores, ` +
      `${Math.round(machine.memoryBytes / 1e9)} GB; Node ${machine.node}, PostgreSQL ${report.sizes[0]?.postgres ?? ''}, server, database and load on the same machine. ` +
      `${report.connections} connections, ${report.secondsEach} s for each line after a second to warm up.`,
    '## Aims',
    table(['Aim', 'Measured', ''], rows),
    '![Median time of reads by number of tickets](latency.svg)',
    '![Requests a second beside the ceilings](throughput.svg)',
    ...report.sizes.map(sizeText),
  ].join('\n\n')}\n`;
}
