import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runChecks } from './run-checks.mjs';
import { root, runInTerminal } from './run-process.mjs';
import { buildWeb } from './run-web.mjs';

/**
 * Runs checks and tests, or with arguments only the tests Vitest finds for them. The last line is
 * the total.
 */
export async function runTests(args) {
  const isWhole = args.length === 0;
  const needsWeb = isWhole || args.some((word) => word.includes('e2e') || word.includes('journey'));
  const [checks] = await Promise.all([
    isWhole ? runChecks() : { passed: 0, failed: 0 },
    needsWeb ? buildWeb() : undefined,
  ]);
  const tests = await runVitest(args);
  const failed = checks.failed + tests.failed;
  console.log(`${checks.passed + tests.passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function runVitest(args) {
  const report = join(root, '.cache', `vitest-${process.pid}.json`);
  mkdirSync(join(root, '.cache'), { recursive: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await runInTerminal([join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...reporters, ...args]);
  const { passed, failed, files } = readReport(report);
  rmSync(report, { force: true });
  if (args.length === 0) printTimes(files);
  // A failing setup or an unhandled rejection makes Vitest fail without a failed test.
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
}

function readReport(path) {
  try {
    const report = JSON.parse(readFileSync(path, 'utf8'));
    const unloadable = report.testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.length === 0,
    );
    const files = report.testResults.map(({ name, startTime, endTime }) => ({
      name: relative(root, name),
      seconds: (endTime - startTime) / 1000,
    }));
    return { passed: report.numPassedTests, failed: report.numFailedTests + unloadable.length, files };
  } catch {
    return { passed: 0, failed: 1, files: [] };
  }
}

/** Prints the slowest file last, next to the summary. */
function printTimes(files) {
  console.log('\nSeconds of each test file:');
  for (const { name, seconds } of files.toSorted((a, b) => a.seconds - b.seconds))
    console.log(`${seconds.toFixed(1).padStart(7)}  ${name}`);
}
