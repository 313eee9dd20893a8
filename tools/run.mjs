// Entry point of all npm scripts. Plain JavaScript, because it runs on Node 20 or later, installs
// dependencies and then starts the project's own Node 24.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runChecks } from './run-checks.mjs';
import { install } from './run-install.mjs';
import { node24, root, runInTerminal, runTogether, runUntilStopped } from './run-process.mjs';
import { runTests } from './run-tests.mjs';
import { buildWeb } from './run-web.mjs';

// Programs that run again start from the code compiled the first time.
process.env.NODE_COMPILE_CACHE ??= join(root, '.cache/compile');

const [command, ...args] = process.argv.slice(2);

const commands = {
  async start() {
    if (!isWorkerOnly(args)) await buildWeb();
    return runUntilStopped(['server/app/main.ts', ...args]);
  },
  async dev() {
    const server = { args: ['--watch', 'server/app/main.ts', ...args] };
    const web = { args: [join(root, 'node_modules/vite/bin/vite.js')], cwd: join(root, 'web') };
    return runTogether(existsSync(join(root, 'web/vite.config.ts')) ? [server, web] : [server]);
  },
  test: () => runTests(args),
  async check() {
    const { failed } = await runChecks();
    return failed === 0 ? 0 : 1;
  },
  crossdesk: () => runUntilStopped(['server/app/cli.ts', ...args]),
  bench: () => runInTerminal(['bench/main.ts', ...args]),
  'bench:desk': async () => {
    await buildWeb();
    return runInTerminal(['bench/desk.ts', ...args]);
  },
  'bench:data': () => runInTerminal(['bench/make-data.ts', ...args]),
};

function isWorkerOnly(options) {
  return options.includes('--role=worker') || options[options.indexOf('--role') + 1] === 'worker';
}

if (!Object.hasOwn(commands, command ?? '')) {
  console.error(`Usage: node tools/run.mjs ${Object.keys(commands).join('|')} [arguments]`);
  process.exit(2);
}
try {
  await install();
  if (!existsSync(node24)) throw new Error(`${node24} is missing. Delete node_modules and try again.`);
  process.exitCode = await commands[command]();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
