import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { BucketSettings } from './files.ts';
import { type PrivateAllowance, parseAllowance } from './outgoing-address.ts';
import type { TwilioSettings } from './sms-sender.ts';
import { startupMessage } from './startup-error.ts';

/** The operator's settings from environment variables, described in docs/operator-guide.md. */
export type Config = {
  host: string;
  port: number;
  smtpInPort: number;
  /** Default ports of a demo on this machine: if taken, the next free one is used. */
  movablePorts: { web: boolean; mail: boolean };
  smtpInHost: string;
  smtpUrl: string | null;
  /** Public address of this help desk, without a trailing slash. */
  publicUrl: string;
  databaseUrl: string | null;
  dataDir: string;
  isProduction: boolean;
  logLevel: string;
  poolSize: number;
  workerConcurrency: number;
  maxMailBytes: number;
  requestsPerMinute: number;
  /**
   * Number of reverse proxies: the client address is that many entries from the right of
   * X-Forwarded-For.
   */
  trustedProxies: number;
  /** Private networks in which administrators may use mail servers. */
  privateAddresses: PrivateAllowance;
  /** Signs sessions, mail references and links. Stored in the data folder if not configured. */
  secret: string;
  bucket: BucketSettings | null;
  twilio: TwilioSettings | null;
  singleSignOn: { discoveryUrl: string; clientId: string; clientSecret: string; name: string } | null;
};

/** Invalid settings. The message has one sentence for each. */
export class ConfigError extends Error {}

type Environment = Record<string, string | undefined>;

function readWholeNumber(
  env: Environment,
  name: string,
  fallback: number,
  min: number,
  max: number,
  errors: string[],
): number {
  const given = env[name];
  if (given === undefined || given === '') return fallback;
  const value = Number(given);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  errors.push(`${name} must be a whole number from ${min} to ${max}, not "${given}".`);
  return fallback;
}

function readUrl(env: Environment, name: string, schemes: string[], errors: string[]): string | null {
  const given = env[name];
  if (!given) return null;
  if (URL.canParse(given) && schemes.includes(new URL(given).protocol)) return given;
  errors.push(`${name} must start with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}.`);
  return null;
}

function readSettingGroup<T>(
  env: Environment,
  names: string[],
  errors: string[],
  make: (values: string[]) => T,
): T | null {
  const missing = names.filter((name) => !env[name]);
  if (missing.length === names.length) return null;
  if (missing.length > 0) {
    errors.push(`${names.join(', ')} must be set together; ${missing.join(', ')} is missing.`);
    return null;
  }
  return make(names.map((name) => env[name] ?? ''));
}

/** A secret in the data folder, created on first use and readable only by its owner. */
export function storedSecret(dataDir: string, name: string): string {
  const file = join(dataDir, name);
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  mkdirSync(dataDir, { recursive: true });
  const secret = randomBytes(32).toString('base64url');
  writeFileSync(file, `${secret}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return secret;
}

/**
 * Reads and validates all settings, so that the operator sees every error at once. Throws
 * ConfigError.
 */
export function readConfig(env: Environment): Config {
  const errors: string[] = [];
  const port = readWholeNumber(env, 'PORT', 3000, 0, 65_535, errors);
  const host = env.HOST || '127.0.0.1';
  const dataDir = resolve(env.CROSSDESK_DATA || 'data');
  const databaseUrl = readUrl(env, 'DATABASE_URL', ['postgres:', 'postgresql:'], errors);
  const isProduction = env.NODE_ENV === 'production';
  const isLocalDemo = !isProduction && databaseUrl === null;
  const given = env.CROSSDESK_SECRET;
  if (given && given.length < 32) errors.push('CROSSDESK_SECRET must have at least 32 characters.');
  const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
  const logLevel = env.LOG_LEVEL || 'info';
  if (!levels.includes(logLevel)) errors.push(`LOG_LEVEL must be one of ${levels.join(', ')}.`);
  if (env.TRUST_PROXY)
    errors.push('TRUST_PROXY is no longer supported. Set TRUSTED_PROXIES to the number of reverse proxies, usually 1.');
  const privateAddresses = parseAllowance(env.ALLOW_PRIVATE_ADDRESSES ?? '');
  if (!privateAddresses)
    errors.push('ALLOW_PRIVATE_ADDRESSES must be 1, or a list of networks such as 10.0.0.0/8,fd00::/8.');
  const publicHost = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  const config = {
    host,
    port,
    smtpInPort: readWholeNumber(env, 'SMTP_IN_PORT', 2525, 0, 65_535, errors),
    movablePorts: {
      web: isLocalDemo && !env.PORT && !env.PUBLIC_URL,
      mail: isLocalDemo && !env.SMTP_IN_PORT,
    },
    smtpInHost: env.SMTP_IN_HOST || host,
    smtpUrl: readUrl(env, 'SMTP_URL', ['smtp:', 'smtps:'], errors),
    publicUrl: (readUrl(env, 'PUBLIC_URL', ['http:', 'https:'], errors) ?? `http://${publicHost}:${port}`).replace(
      /\/$/,
      '',
    ),
    databaseUrl,
    dataDir,
    isProduction,
    logLevel,
    poolSize: readWholeNumber(env, 'DATABASE_POOL_SIZE', 12, 4, 200, errors),
    workerConcurrency: readWholeNumber(env, 'WORKER_CONCURRENCY', 4, 1, 100, errors),
    maxMailBytes: readWholeNumber(env, 'MAX_MAIL_BYTES', 40 * 1024 * 1024, 64 * 1024, 1024 * 1024 * 1024, errors),
    requestsPerMinute: readWholeNumber(env, 'REQUESTS_PER_MINUTE', 3000, 0, 10_000_000, errors),
    trustedProxies: readWholeNumber(env, 'TRUSTED_PROXIES', 0, 0, 20, errors),
    privateAddresses: privateAddresses ?? [],
    bucket: readSettingGroup(
      env,
      ['S3_ENDPOINT', 'S3_BUCKET', 'S3_REGION', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'],
      errors,
      (values) => {
        const [endpoint = '', bucket = '', region = '', accessKeyId = '', secretAccessKey = ''] = values;
        return { endpoint, bucket, region, accessKeyId, secretAccessKey };
      },
    ),
    twilio: readSettingGroup(env, ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM'], errors, (values) => {
      const [accountSid = '', authToken = '', from = ''] = values;
      if (!/^(\+[1-9][0-9]{6,14}|MG\w{10,64})$/.test(from))
        errors.push('TWILIO_FROM must be a phone number such as +4915112345678 or a messaging service ID (MG…).');
      return { accountSid, authToken, from };
    }),
    singleSignOn: readSettingGroup(
      env,
      ['OIDC_DISCOVERY_URL', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'],
      errors,
      (values) => {
        const [discoveryUrl = '', clientId = '', clientSecret = ''] = values;
        return { discoveryUrl, clientId, clientSecret, name: env.OIDC_NAME || 'Single sign-on' };
      },
    ),
  };
  if (errors.length > 0) throw new ConfigError(errors.join('\n'));
  try {
    return { ...config, secret: given || storedSecret(dataDir, 'secret') };
  } catch (error) {
    throw new ConfigError(startupMessage(error, config) ?? String(error), { cause: error });
  }
}
