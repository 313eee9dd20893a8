import type { Ceiling, ScenarioResult, SizeReport } from './measure.ts';

export type Report = {
  at: string;
  commit: string;
  machine: { processor: string; cores: number; memoryBytes: number; node: string };
  connections: number;
  secondsEach: number;
  sizes: SizeReport[];
};

/** A performance target, the measured value, and whether the target is met. */
export type Target = { name: string; measured: string; isMet: boolean };

const count = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 0 });
const ms = (value: number): string => (value < 10 ? value.toFixed(1) : value.toFixed(0));
const megabytes = (bytes: number | null): string => (bytes === null ? 'unknown' : `${Math.round(bytes / 1e6)} MB`);

const findByName = <T extends { name: string }>(list: readonly T[], name: string): T | undefined =>
  list.find((one) => one.name === name);

/** Scenarios and their baselines, with the minimum ratio. */
const ratios = [
  { ours: 'ticket with its conversation', baseline: 'node http + pg: ticket', min: 0.5 },
  { ours: 'list: a busy department', baseline: 'node http + pg: list of 50', min: 0.5 },
  { ours: 'create', baseline: 'SQL: create with all rows', min: 0.5 },
  { ours: 'reply', baseline: 'SQL: reply with all rows', min: 0.5 },
] as const;

const maxMs = (one: ScenarioResult): number | null => {
  if (one.kind === 'read') return 25;
  if (one.kind === 'write') return one.name === 'reply' || one.name === 'share' ? 30 : null;
  return 100;
};

/**
 * Checks all targets: growth from the smallest to the largest data set, the others on the largest.
 */
export function checkTargets({ sizes }: Pick<Report, 'sizes'>): Target[] {
  const smallest = sizes[0];
  const largest = sizes.at(-1);
  if (!smallest || !largest) return [];
  const found: Target[] = [];
  for (const one of largest.scenarios) {
    const before = findByName(smallest.scenarios, one.name);
    const isAssignment = one.name === 'transfer, assigned at once';
    if ((one.kind === 'write' && !isAssignment) || !before || smallest === largest) continue;
    const max = one.kind === 'common_search' ? 2 : 1.3;
    const growth = one.p50 / before.p50;
    found.push({
      name: `${one.name}: p50 grows at most ${max}-fold from ${count(smallest.tickets)} to ${count(largest.tickets)} tickets`,
      measured: `${growth.toFixed(2)} (${ms(before.p50)} → ${ms(one.p50)} ms)`,
      isMet: growth <= max,
    });
  }
  for (const one of largest.scenarios) {
    const max = maxMs(one);
    if (max !== null)
      found.push({ name: `${one.name}: p95 under ${max} ms`, measured: `${ms(one.p95)} ms`, isMet: one.p95 < max });
  }
  for (const { ours, baseline, min } of ratios) {
    const [one, other] = [findByName(largest.scenarios, ours), findByName(largest.ceilings, baseline)];
    if (!one || !other) continue;
    const perSecond = one.perSecondInAll ?? one.perSecond;
    const share = perSecond / other.perSecond;
    found.push({
      name: `${ours}: at least ${min * 100} % of ${baseline}`,
      measured: `${Math.round(share * 100)} % (${count(perSecond)} of ${count(other.perSecond)} per second)`,
      isMet: share >= min,
    });
  }
  const move = findByName(largest.ceilings, 'SQL: move with its event');
  if (move && largest.batchTransfer.tickets > 0) {
    const bare = largest.batchTransfer.tickets / move.perSecond;
    const share = largest.batchTransfer.seconds / bare;
    found.push({
      name: 'batch transfer: at most twice the time of bare updates with an event each',
      measured: `${share.toFixed(1)} times (${largest.batchTransfer.seconds} s for ${count(largest.batchTransfer.tickets)})`,
      isMet: share <= 2,
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

const speed = (one: Ceiling & { perSecondInAll?: number | null }): string[] => [
  one.name,
  count(one.perSecond),
  ...(one.perSecondInAll === undefined ? [] : [one.perSecondInAll === null ? '' : count(one.perSecondInAll)]),
  ms(one.p50),
  ms(one.p95),
  ms(one.p99),
  String(one.errorCount),
];

function sizeText(one: SizeReport): string {
  const measured = one.scenarios.map((row) => [...speed(row), row.serverCpu.toFixed(2), row.databaseCpu.toFixed(2)]);
  const mail = [...speed({ ...one.mail, name: 'mail in over SMTP', perSecondInAll: null }), '', ''];
  const lines = [
    `## ${count(one.tickets)} tickets`,
    table(
      [
        '',
        'per second',
        'with background work',
        'p50 ms',
        'p95 ms',
        'p99 ms',
        'errors',
        'server, cores',
        'database, cores',
      ],
      [...measured, mail],
    ),
    `Batch share of ${count(one.bulkShare.tickets)} tickets: ${one.bulkShare.seconds} s, ${one.bulkShare.refusedCount} refused. ` +
      `Batch transfer of ${count(one.batchTransfer.tickets)}: ${one.batchTransfer.seconds} s, ${one.batchTransfer.refusedCount} refused. ` +
      `All ${count(one.mail.count)} mails were tickets ${one.mail.drainSeconds} s after the last was accepted. ` +
      `Start to ready ${(one.startMs / 1000).toFixed(1)} s. Memory: server ${megabytes(one.serverBytes)}, database ${megabytes(one.databaseBytes)}.` +
      (one.dataSeconds === null ? '' : ` Creating the data set took ${one.dataSeconds} s.`),
    'Baselines, in the same run on the same data:',
    table(['', 'per second', 'p50 ms', 'p95 ms', 'p99 ms', 'errors'], one.ceilings.map(speed)),
  ];
  if (one.live) {
    const { live } = one;
    lines.push(
      `Live: ${count(live.sockets)} clients on one process, ${live.changesPerSecond} changes per second, ${count(live.changes)} changes. ` +
        `Of ${count(live.expectedCount)} expected messages to permitted clients, ${count(live.heardCount)} arrived; ${live.strayCount} went to others. ` +
        `From sending the change to the client: p50  ${ms(live.p50)} ms, p95 ${ms(live.p95)} ms, p99 ${ms(live.p99)} ms. ` +
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
      `${report.connections} connections, ${report.secondsEach} s per row after a second of warm-up.`,
    '## Targets',
    table(['Target', 'Measured', ''], rows),
    '![Median time of reads by number of tickets](latency.svg)',
    '![Requests per second compared with the baselines](throughput.svg)',
    ...report.sizes.map(sizeText),
  ].join('\n\n')}\n`;
}
