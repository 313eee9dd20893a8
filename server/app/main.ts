import { parseArgs } from 'node:util';
import { ConfigError, readConfig } from '../platform/config.ts';
import { openLog } from '../platform/log.ts';
import { StartupError, startupMessage } from '../platform/startup-error.ts';
import { type Role, type RunningProcess, startProcess } from './start.ts';
import { printWelcome } from './welcome.ts';

const roles: readonly Role[] = ['web', 'worker', 'all'];

function readRole(): Role {
  let given: string;
  try {
    given = parseArgs({ options: { role: { type: 'string', default: 'all' } } }).values.role;
  } catch (error) {
    throw new ConfigError(error instanceof Error ? error.message : String(error));
  }
  const role = roles.find((one) => one === given);
  if (!role) throw new ConfigError(`--role must be one of ${roles.join(', ')}, not "${given}".`);
  return role;
}

async function main(): Promise<void> {
  const role = readRole();
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
  let running: RunningProcess;
  try {
    running = await starting;
  } catch (error) {
    const message = startupMessage(error, config);
    throw message === null ? error : new StartupError(message, { cause: error });
  }
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
    error instanceof ConfigError || error instanceof StartupError
      ? `Crossdesk cannot start:\n${error.message}`
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
});
