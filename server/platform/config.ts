import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { BucketSettings } from './files.ts';
import { type PrivateAllowance, parseAllowance } from './outgoing-address.ts';
import type { TwilioSettings } from './sms-sender.ts';

/** What the operator chose by environment variables; every one is described in docs/operator-guide.md. */
export type Config = {
  host: string;
  port: number;
  smtpInPort: number;
  smtpInHost: string;
  smtpUrl: string | null;
  /** Where people reach this help desk, without a slash at the end. */
  publicUrl: string;
  databaseUrl: string | null;
  dataDir: string;
  isProduction: boolean;
  logLevel: string;
  poolSize: number;
  workerConcurrency: number;
  maxMailBytes: number;
  requestsPerMinute: number;
  /** Reverse proxies in front: the address of a caller is that many entries from the right of X-Forwarded-For. */
  trustedProxies: number;
  /** Private networks in which an administrator may name a mail server. */
  privateAddresses: PrivateAllowance;
  /** Signs sessions, mail references and links. Kept in the data folder when not given. */
  secret: string;
  bucket: BucketSettings | null;
  twilio: TwilioSettings | null;
  singleSignOn: { discoveryUrl: string; clientId: string; clientSecret: string; name: string } | null;
};

/** Settings that cannot be used, each with a sentence for the operator. */
export class ConfigError extends Error {}

type Environment = Record<string, string | undefined>;

function readWholeNumber(
  env: Environment,
  name: string,
  fallback: number,
  min: number,
  max: number,
  faults: string[],
): number {
  const given = env[name];
  if (given === undefined || given === '') return fallback;
  const value = Number(given);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  faults.push(`${name} must be a whole number from ${min} to ${max}, not "${given}".`);
  return fallback;
}

function readUrl(env: Environment, name: string, schemes: string[], faults: string[]): string | null {
  const given = env[name];
  if (!given) return null;
  if (URL.canParse(given) && schemes.includes(new URL(given).protocol)) return given;
  faults.push(`${name} must be an address beginning with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}.`);
  return null;
}

function readSettingGroup<T>(env: Environment, names: string[], faults: string[], make: (values: string[]) => T): T | null {
  const missing = names.filter((name) => !env[name]);
  if (missing.length === names.length) return null;
  if (missing.length > 0) {
    faults.push(`${names.join(', ')} belong together; ${missing.join(', ')} is missing.`);
    return null;
  }
  return make(names.map((name) => env[name] ?? ''));
}

/** A secret kept in the data folder, made on first use, readable by its owner only. */
export function storedSecret(dataDir: string, name: string): string {
  const file = join(dataDir, name);
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  mkdirSync(dataDir, { recursive: true });
  const made = randomBytes(32).toString('base64url');
  writeFileSync(file, `${made}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return made;
}

/** Reads and checks all settings at once, so that an operator sees every fault in one go. Throws ConfigError. */
export function readConfig(env: Environment): Config {
  const faults: string[] = [];
  const port = readWholeNumber(env, 'PORT', 3000, 0, 65_535, faults);
  const host = env.HOST || '127.0.0.1';
  const dataDir = resolve(env.CROSSDESK_DATA || 'data');
  const databaseUrl = readUrl(env, 'DATABASE_URL', ['postgres:', 'postgresql:'], faults);
  const isProduction = env.NODE_ENV === 'production';
  const given = env.CROSSDESK_SECRET;
  if (given && given.length < 32) faults.push('CROSSDESK_SECRET must have at least 32 characters.');
  const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
  const logLevel = env.LOG_LEVEL || 'info';
  if (!levels.includes(logLevel)) faults.push(`LOG_LEVEL must be one of ${levels.join(', ')}.`);
  if (env.TRUST_PROXY)
    faults.push('TRUST_PROXY is gone: set TRUSTED_PROXIES to the number of reverse proxies in front, usually 1.');
  const privateAddresses = parseAllowance(env.ALLOW_PRIVATE_ADDRESSES ?? '');
  if (!privateAddresses) faults.push('ALLOW_PRIVATE_ADDRESSES must be 1, or networks like 10.0.0.0/8,fd00::/8.');
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  const config = {
    host,
    port,
    smtpInPort: readWholeNumber(env, 'SMTP_IN_PORT', 2525, 0, 65_535, faults),
    smtpInHost: env.SMTP_IN_HOST || host,
    smtpUrl: readUrl(env, 'SMTP_URL', ['smtp:', 'smtps:'], faults),
    publicUrl: (readUrl(env, 'PUBLIC_URL', ['http:', 'https:'], faults) ?? `http://${shown}:${port}`).replace(/\/$/, ''),
    databaseUrl,
    dataDir,
    isProduction,
    logLevel,
    poolSize: readWholeNumber(env, 'DATABASE_POOL_SIZE', 12, 4, 200, faults),
    workerConcurrency: readWholeNumber(env, 'WORKER_CONCURRENCY', 4, 1, 100, faults),
    maxMailBytes: readWholeNumber(env, 'MAX_MAIL_BYTES', 40 * 1024 * 1024, 64 * 1024, 1024 * 1024 * 1024, faults),
    requestsPerMinute: readWholeNumber(env, 'REQUESTS_PER_MINUTE', 3000, 0, 10_000_000, faults),
    trustedProxies: readWholeNumber(env, 'TRUSTED_PROXIES', 0, 0, 20, faults),
    privateAddresses: privateAddresses ?? [],
    bucket: readSettingGroup(
      env,
      ['S3_ENDPOINT', 'S3_BUCKET', 'S3_REGION', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'],
      faults,
      (values) => {
        const [endpoint = '', bucket = '', region = '', accessKeyId = '', secretAccessKey = ''] = values;
        return { endpoint, bucket, region, accessKeyId, secretAccessKey };
      },
    ),
    twilio: readSettingGroup(env, ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM'], faults, (values) => {
      const [accountSid = '', authToken = '', from = ''] = values;
      if (!/^(\+[1-9][0-9]{6,14}|MG\w{10,64})$/.test(from))
        faults.push('TWILIO_FROM must be a number like +4915112345678, or a messaging service (MG…).');
      return { accountSid, authToken, from };
    }),
    singleSignOn: readSettingGroup(env, ['OIDC_DISCOVERY_URL', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'], faults, (values) => {
      const [discoveryUrl = '', clientId = '', clientSecret = ''] = values;
      return { discoveryUrl, clientId, clientSecret, name: env.OIDC_NAME || 'Single sign-on' };
    }),
  };
  if (faults.length > 0) throw new ConfigError(faults.join('\n'));
  return { ...config, secret: given || storedSecret(dataDir, 'secret') };
}
