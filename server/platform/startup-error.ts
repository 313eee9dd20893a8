/**
 * Something outside prevents the program from starting. The message says what it is and how to
 * correct it.
 */
export class StartupError extends Error {}

/** The settings that startup errors mention. */
type StartupSettings = {
  host: string;
  port: number;
  smtpInHost: string;
  smtpInPort: number;
  databaseUrl: string | null;
  dataDir: string;
};

type SystemError = Error & { code?: string; syscall?: string; port?: number; path?: string; hostname?: string };

/**
 * The message for an error that prevented a start: what is wrong and what to do. Null for an error
 * that nobody expected.
 */
export function startupMessage(error: unknown, settings: StartupSettings): string | null {
  if (error instanceof StartupError) return error.message;
  if (error instanceof AggregateError) {
    // Node reports a host name with several addresses this way.
    const messages = error.errors.map((one) => startupMessage(one, settings));
    return messages.find((one) => one !== null) ?? null;
  }
  if (!(error instanceof Error)) return null;
  const { code = '', syscall = '' } = error as SystemError;
  if (syscall === 'listen' || syscall === 'bind') return listenMessage(error, settings);
  const isSystemError = syscall !== '' && /^E[A-Z]+$/.test(code);
  if (isSystemError && (error as SystemError).path !== undefined) return folderMessage(error, settings.dataDir);
  return databaseMessage(error, settings.databaseUrl);
}

function listenMessage(error: SystemError, settings: StartupSettings): string | null {
  const isMail = error.port === settings.smtpInPort && error.port !== settings.port;
  const [portName, hostName] = isMail ? ['SMTP_IN_PORT', 'SMTP_IN_HOST'] : ['PORT', 'HOST'];
  const purpose = isMail ? ' for incoming email' : '';
  const host = isMail ? settings.smtpInHost : settings.host;
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${error.port}${purpose} is used by another program. Stop that program, or set ${portName} to a free port.`;
    case 'EACCES':
      return `Port ${error.port}${purpose} needs more rights than this user has. Set ${portName} to a port above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${host} is not an address of this machine. Set ${hostName} to one that is, such as 127.0.0.1.`;
    default:
      return null;
  }
}

function folderMessage(error: SystemError, dataDir: string): string | null {
  const path = error.path ?? dataDir;
  switch (error.code) {
    case 'EEXIST':
    case 'ENOTDIR':
      return `The data folder ${dataDir} can't be used because it, or a folder above it, is a file. Set CROSSDESK_DATA to a folder.`;
    case 'EACCES':
    case 'EPERM':
      return `This user may not write to ${path}. Change the rights of the folder, or set CROSSDESK_DATA to another one.`;
    case 'EROFS':
      return `${path} is on a read-only file system. Set CROSSDESK_DATA to a folder that can be written to.`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `There is no space left for ${path}. Free some space, or set CROSSDESK_DATA to a folder on another disk.`;
    default:
      return null;
  }
}

/** By SQLSTATE (PostgreSQL, appendix A) or the code of the failed connection. */
function databaseMessage(error: SystemError, databaseUrl: string | null): string | null {
  const url = databaseUrl && URL.canParse(databaseUrl) ? new URL(databaseUrl) : null;
  const server = url?.host || 'the database server';
  const user = decodeURIComponent(url?.username ?? '');
  const name = decodeURIComponent(url?.pathname.slice(1) ?? '');
  const { code = '' } = error;
  if (['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ECONNRESET', 'ETIMEDOUT'].includes(code) || isTimeout(error))
    return `No PostgreSQL server responds at ${server}. Start it, or correct the host and port in DATABASE_URL.`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `The host name of the database (${url?.hostname ?? error.hostname}) can't be resolved. Correct it in DATABASE_URL.`;
  if (code === '28P01' || code === '28000')
    return `The database server at ${server} refused user "${user}": ${error.message}. Correct the user and password in DATABASE_URL.`;
  if (code === '3D000')
    return `There is no database "${name}" at ${server}. Create it, or correct its name in DATABASE_URL.`;
  if (code === '42501')
    return `The database user "${user}" may not create tables in "${name}" (${error.message}). Make the user the owner of the database.`;
  if (code === '53100') return `The database has no disk space left: ${error.message}. Free some space.`;
  if (code === '53300')
    return `The database at ${server} accepts no more connections. Raise its max_connections, or lower DATABASE_POOL_SIZE.`;
  if (code === '57P03') return `The database at ${server} is starting up or shutting down. Try again in a moment.`;
  if (/SSL/.test(error.message) && code === '')
    return `The database at ${server} can't be reached: ${error.message}. Check sslmode in DATABASE_URL.`;
  return null;
}

const isTimeout = (error: Error): boolean => /timeout|timed out|terminated unexpectedly/i.test(error.message);

/** The message for a database program that ended with this output; `logPath` holds all of it. */
export function databaseProgramMessage(output: string, logPath: string | null): string {
  const cause =
    /^.*\b(?:FATAL|PANIC|initdb: error):\s*(.*)$/m.exec(output)?.[1] ?? output.trim().split('\n').at(-1) ?? '';
  const remedy = /No space left on device/.test(output)
    ? ' Free some space, or set CROSSDESK_DATA to a folder on another disk.'
    : logPath
      ? ` Its log is ${logPath}.`
      : '';
  return `The embedded database did not start: ${cause}.${remedy}`;
}
