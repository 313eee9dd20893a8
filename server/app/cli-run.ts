import { parseArgs } from 'node:util';
import { ConfigError } from '../platform/config.ts';
import { Problem } from '../platform/problems.ts';
import { CommandError } from './cli-error.ts';

const help = `Crossdesk command line: npm run -s crossdesk -- <command>

  demo-accounts                                      print the demo accounts as JSON
  api-key --agent EMAIL [--name NAME]                create an API key that acts as the agent
  create-admin --name NAME --email EMAIL [--password PASSWORD]
                                                     create an administrator; without --password, print a
                                                     link to choose one
  password-link --agent EMAIL                        print a link to choose a new password
  migrate                                            migrate the database to the latest version
  backup FILE                                        save database, files and secret in a new tar file, or in
                                                     FILE if that is a folder; keep it as safe as a password
  restore FILE                                       restore a backup into an empty data folder and database
  check                                              check settings, database, folders and mail
  help                                               show this help

Commands use the same environment variables as the server and work whether or not it is running.
Results are printed to standard output, everything else to standard error. Exit codes: 0 success, 1 failure, 2 wrong usage.`;

type Command = {
  options: readonly string[];
  /** The command takes one file or folder, which `run` receives as the option `file`. */
  hasFile?: true;
  run: (env: NodeJS.ProcessEnv, options: Record<string, string | undefined>) => Promise<string>;
};

// Loaded when needed, because they load the whole application.
const load = () => import('./cli-commands.ts');

const commands: Record<string, Command> = {
  'demo-accounts': { options: [], run: async (env) => (await load()).demoAccounts(env) },
  'api-key': { options: ['agent', 'name'], run: async (env, options) => (await load()).apiKey(env, options) },
  'create-admin': {
    options: ['name', 'email', 'password'],
    run: async (env, options) => (await load()).createAdmin(env, options),
  },
  'password-link': { options: ['agent'], run: async (env, options) => (await load()).passwordLink(env, options) },
  migrate: { options: [], run: async (env) => (await load()).migrate(env) },
  backup: {
    options: [],
    hasFile: true,
    run: async (env, { file = '' }) => (await import('./cli-backup.ts')).backup(env, file),
  },
  restore: {
    options: [],
    hasFile: true,
    run: async (env, { file = '' }) => (await import('./cli-restore.ts')).restore(env, file),
  },
  help: { options: [], run: async () => help },
};

function readOptions(command: Command, args: string[]): Record<string, string | undefined> {
  const { hasFile = false } = command;
  let values: Record<string, string | undefined>;
  let files: string[];
  try {
    const options = Object.fromEntries(command.options.map((name) => [name, { type: 'string' as const }]));
    const parsed = parseArgs({ args, options, strict: true, allowPositionals: hasFile });
    values = parsed.values as Record<string, string | undefined>;
    files = parsed.positionals;
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error), true);
  }
  if (hasFile && (files.length !== 1 || !files[0])) throw new CommandError('Specify one file.', true);
  return { ...values, file: files[0] };
}

async function run([name = '', ...args]: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  if (name === 'check') {
    readOptions({ options: [], run: async () => '' }, args);
    return (await import('./cli-check.ts')).check(env);
  }
  const command = Object.hasOwn(commands, name)
    ? commands[name]
    : ['-h', '--help'].includes(name)
      ? commands.help
      : undefined;
  if (!command) throw new CommandError(name ? `There is no command "${name}".` : 'Specify a command.', true);
  process.stdout.write(`${await command.run(env, readOptions(command, args))}\n`);
  return 0;
}

function errorText(error: unknown): string {
  if (error instanceof CommandError) return error.isUsage ? `${error.message}\n\n${help}` : error.message;
  if (error instanceof ConfigError) return error.message;
  if (error instanceof Problem) {
    const fields = error.extra.fields?.map(({ path, message }) => `${path.replace('/body/', '')} ${message}`);
    return fields ? `${fields.join('; ')}.` : error.message;
  }
  if (error instanceof AggregateError) return error.errors.map(errorText).join('\n');
  return error instanceof Error ? error.message : String(error);
}

/** Runs a command, prints its result to standard output, and returns the exit code. */
export async function runCli(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  try {
    return await run(args, env);
  } catch (error) {
    process.stderr.write(`${errorText(error)}\n`);
    return error instanceof CommandError && error.isUsage ? 2 : 1;
  }
}
