import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { charts } from './charts.ts';
import { measure, type SizeReport } from './measure.ts';
import { wholeTableReads } from './plans.ts';
import { checkTargets, type Report, reportText } from './report.ts';

/**
 * A short run on the smallest data set to check that the benchmark works. Times are not asserted.
 */
let size: SizeReport;
const folder = mkdtempSync(join(tmpdir(), 'crossdesk-bench-'));
beforeAll(async () => {
  const live = { sockets: 60, changesPerSecond: 20, seconds: 1 };
  size = await measure(
    10_000,
    { connections: 4, secondsEach: 0.1, bulkCount: 50, isSmall: true, live },
    () => undefined,
    folder,
  );
}, 240_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const reportOf = (sizes: SizeReport[]): Report => ({
  at: '2026-01-01',
  commit: 'abc',
  machine: { processor: 'any', cores: 2, memoryBytes: 8e9, node: 'v24' },
  connections: 4,
  secondsEach: 0.4,
  sizes,
});

describe('the benchmark', () => {
  test('runs all scenarios without errors', () => {
    expect(size.scenarios.map((one) => one.name)).toContain('search: a Japanese word');
    for (const one of [...size.scenarios, ...size.ceilings, size.mail]) {
      expect(one, 'name' in one ? String(one.name) : 'mail').toMatchObject({ errorCount: 0, firstError: null });
      expect(one.count).toBeGreaterThan(0);
    }
  });

  test('gets non-empty responses', () => {
    const empty = size.scenarios.filter((one) => one.kind !== 'write' && one.bytes < 100);
    expect(empty.map((one) => one.name)).toEqual([]);
  });

  test('has no sequential scans of large tables', () => {
    expect(size.plans.length).toBeGreaterThan(7);
    expect(wholeTableReads(size.plans)).toEqual([]);
  });

  test('shares and transfers in batches and turns every mail into a ticket', () => {
    expect(size.bulkShare).toMatchObject({ tickets: 50, refusedCount: 0 });
    expect(size.batchTransfer).toMatchObject({ tickets: 50, refusedCount: 0 });
    expect(size.mail.ticketCount).toBe(size.mail.count);
  });

  test('every permitted client receives every change, and no others do', () => {
    expect(size.live?.expectedCount).toBeGreaterThan(0);
    expect(size.live?.heardCount).toBe(size.live?.expectedCount);
    expect(size.live?.strayCount).toBe(0);
  });
});

describe('the report', () => {
  test('contains every result and target', () => {
    const larger = { ...size, tickets: 100_000 };
    const text = reportText(reportOf([size, larger]));
    for (const { name } of [...size.scenarios, ...size.ceilings]) expect(text).toContain(`| ${name} |`);
    expect(text).toContain('from 10,000 to 100,000 tickets');
    expect(Object.keys(charts(reportOf([size, larger])))).toEqual(['latency.svg', 'throughput.svg']);
  });

  test('reports missed targets', () => {
    const slow = size.scenarios.map((one) => ({ ...one, p50: one.p50 * 10, p95: 5_000 }));
    const found = checkTargets({ sizes: [size, { ...size, tickets: 100_000, startMs: 9_000, scenarios: slow }] });
    const missed = found.filter((one) => !one.isMet).map((one) => one.name);
    expect(missed).toContain('reply: p95 under 30 ms');
    expect(missed).toContain('list: shared tickets: p50 grows at most 1.3-fold from 10,000 to 100,000 tickets');
    expect(missed).toContain('from start to ready under 3 s');
  });
});
