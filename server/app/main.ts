import { parseArgs } from 'node:util';
import { ConfigError, readConfig } from '../platform/config.ts';
import { openLog } from '../platform/log.ts';
import { type Role, startProcess } from './start.ts';
import { printWelcome } from './welcome.ts';

const roles: readonly Role[] = ['web', 'worker', 'all'];

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { role: { type: 'string', default: 'all' } } });
  const role = roles.find((one) => one === values.role);
  if (!role) throw new ConfigError(`--role must be one of ${roles.join(', ')}, not "${values.role}".`);
  const config = readConfig(process.env);
  const log = openLog(config.logLevel);
  // Signals are handled from the start, so that stopping during startup leaves no database running.
  const starting = startProcess(config, log, role);
  let isStopping = false;
  const stop = (signal: string) => {
    if (isStopping) return;
    isStopping = true;
    log.info({ signal }, 'stopping');
    starting
      .then((running) => running.stop())
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  };
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('SIGTERM', () => stop('SIGTERM'));
  const running = await starting;
  await printWelcome(running, role);
}

// A lost database connection inside a library must not end the process.
process.on('unhandledRejection', (reason) => {
  process.stderr.write(
    `unhandled rejection: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}\n`,
  );
});

main().catch((error: unknown) => {
  const text =
    error instanceof ConfigError
      ? `Crossdesk cannot start:\n${error.message}`
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
});
