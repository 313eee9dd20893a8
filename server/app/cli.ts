import { parseArgs } from 'node:util';
import { ConfigError } from '../platform/config.ts';
import { Problem } from '../platform/problems.ts';
import { check } from './cli-check.ts';
import { apiKey, CommandError, createAdmin, demoAccounts, migrate, passwordLink } from './cli-commands.ts';

const help = `Crossdesk on the command line: npm run -s crossdesk -- <command>

  demo-accounts                                      the demo company's accounts as JSON
  api-key --agent EMAIL [--name NAME]                a new API key that acts as that agent
  create-admin --name NAME --email EMAIL [--password PASSWORD]
                                                     an administrator; without a password, a link to choose one
  password-link --agent EMAIL                        a link with which that agent chooses a password
  migrate                                            bring the database up to date
  check                                              look at settings, database, folders and mail
  help                                               this page

The commands read the same environment variables as the server and work beside it or without it.
Results go to standard output, everything else to standard error. Exit codes: 0 done, 1 not done, 2 called the wrong way.`;

type Command = { options: readonly string[]; run: (options: Record<string, string | undefined>) => Promise<string> };

const commands: Record<string, Command> = {
  'demo-accounts': { options: [], run: () => demoAccounts(process.env) },
  'api-key': { options: ['agent', 'name'], run: (options) => apiKey(process.env, options) },
  'create-admin': { options: ['name', 'email', 'password'], run: (options) => createAdmin(process.env, options) },
  'password-link': { options: ['agent'], run: (options) => passwordLink(process.env, options) },
  migrate: { options: [], run: () => migrate(process.env) },
  help: { options: [], run: async () => help },
};

function readOptions(command: Command, args: string[]): Record<string, string | undefined> {
  try {
    const options = Object.fromEntries(command.options.map((name) => [name, { type: 'string' as const }]));
    return parseArgs({ args, options, strict: true }).values as Record<string, string | undefined>;
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error), true);
  }
}

async function main([name = '', ...args]: string[]): Promise<number> {
  if (name === 'check') {
    readOptions({ options: [], run: async () => '' }, args);
    return check(process.env);
  }
  const command = Object.hasOwn(commands, name)
    ? commands[name]
    : ['-h', '--help'].includes(name)
      ? commands.help
      : undefined;
  if (!command) throw new CommandError(name ? `There is no command "${name}".` : 'Name a command.', true);
  process.stdout.write(`${await command.run(readOptions(command, args))}\n`);
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

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${errorText(error)}\n`);
    process.exitCode = error instanceof CommandError && error.isUsage ? 2 : 1;
  },
);
