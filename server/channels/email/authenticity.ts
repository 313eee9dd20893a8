import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AuthenticateResult, DNSResolver } from 'mailauth';
import { authenticate } from 'mailauth';
import { hasModestHeaders, headerEnd } from './raw-headers.ts';

export type Verdict = 'pass' | 'fail' | 'softfail' | 'neutral' | 'none' | 'temperror' | 'permerror';

/** How far a mail's sender is verified; `none` if nothing was claimed or could be checked. */
export interface Authenticity {
  spf: Verdict;
  dkim: Verdict;
  dmarc: Verdict;
  arc: Verdict;
  details: {
    /** Domains with a valid DKIM signature. */
    signedBy: string[];
    /** The DMARC policy of the sender's domain: none, quarantine or reject; null if it has none. */
    policy: string | null;
    /** Whether the verdicts are our own or those of the provider that received the mail. */
    checkedBy: 'us' | 'provider';
    /** Why the checks failed; null if they were made. */
    error: string | null;
  };
}

export interface AuthenticityCheck {
  /**
   * Of the delivering server; null for a mail fetched from a mailbox, where SPF can no longer be
   * checked.
   */
  ip: string | null;
  helo: string | null;
  /** MAIL FROM; '' for the null sender. */
  mailFrom: string | null;
  /**
   * The provider's authserv-id; only its topmost Authentication-Results header is trusted (RFC
   * 8601).
   */
  trustedAuthservId?: string | null;
  /** Replaces the system DNS; same answers as `dns.promises.resolve`. */
  resolver?: DNSResolver;
  timeoutMs: number;
}

/**
 * The checking library takes quadratic time in header lines. Ordinary mails stay far below these
 * limits.
 */
const MAX_HEADER_BYTES = 256 * 1024;
const MAX_HEADER_LINES = 4_000;

/** The verdicts of a mail that was not checked. */
export const unknownAuthenticity = (error: string | null): Authenticity => ({
  spf: 'none',
  dkim: 'none',
  dmarc: 'none',
  arc: 'none',
  details: { signedBy: [], policy: null, checkedBy: 'us', error },
});

/**
 * Checks the sender of a mail by SPF, DKIM, DMARC and ARC. Never throws; if DNS does not answer
 * within `timeoutMs` the verdicts are `temperror`.
 */
export async function checkAuthenticity(raw: Buffer, check: AuthenticityCheck): Promise<Authenticity> {
  const reported = check.ip === null ? readTrustedResults(raw, check.trustedAuthservId ?? null) : null;
  if (reported !== null) return reported;
  if (!hasModestHeaders(raw, MAX_HEADER_BYTES, MAX_HEADER_LINES)) return unknownAuthenticity('headers too large');
  const aborter = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<'timeout'>((resolve) => {
    timer = setTimeout(() => resolve('timeout'), check.timeoutMs);
  });
  try {
    const authentication = authenticate(Readable.from(inChunks(raw, aborter.signal)), {
      ip: check.ip ?? undefined,
      helo: check.helo ?? undefined,
      sender: check.mailFrom ?? undefined,
      // Hides the machine's own name.
      mta: 'desk.invalid',
      resolver: check.resolver,
      disableBimi: true,
      minBitLength: 1024,
    });
    // A late result may still fail, and nobody awaits it then.
    authentication.catch(() => undefined);
    const result = await Promise.race([authentication, timeout]);
    if (result !== 'timeout') return readResult(result, check.ip !== null);
    const verdict = 'temperror';
    return {
      ...unknownAuthenticity('timed out'),
      spf: check.ip === null ? 'none' : verdict,
      dkim: verdict,
      dmarc: verdict,
      arc: verdict,
    };
  } catch (error) {
    return unknownAuthenticity(error instanceof Error ? error.message.slice(0, 200) : 'check failed');
  } finally {
    clearTimeout(timer);
    aborter.abort();
  }
}

/**
 * Yields between chunks, because hashing a large mail takes seconds: other work continues and the
 * timeout applies.
 */
async function* inChunks(raw: Buffer, signal: AbortSignal): AsyncGenerator<Buffer> {
  for (let at = 0; at < raw.length; at += 64 * 1024) {
    yield raw.subarray(at, at + 64 * 1024);
    await nextTurn();
    signal.throwIfAborted();
  }
}

function readResult(result: AuthenticateResult, hasIp: boolean): Authenticity {
  const signatures = result.dkim.results ?? [];
  const verdicts = signatures.map(({ status }) => readVerdict(status.result));
  const signedBy = signatures
    .filter(({ status }) => status.result === 'pass')
    .map(({ signingDomain }) => signingDomain ?? '');
  const spf = hasIp && result.spf ? readVerdict(result.spf.status.result) : 'none';
  const dmarc = result.dmarc ? readVerdict(result.dmarc.status.result) : 'none';
  return {
    spf,
    dkim: bestVerdict(verdicts),
    dmarc: dmarc === 'fail' ? failedDmarc(hasIp, [...verdicts, spf]) : dmarc,
    arc: result.arc ? readVerdict(result.arc.status.result) : 'none',
    details: {
      signedBy: [...new Set(signedBy.filter((domain) => domain !== ''))].slice(0, 10),
      policy: result.dmarc ? (result.dmarc.policy ?? null) : null,
      checkedBy: 'us',
      error: null,
    },
  };
}

/**
 * A DMARC failure proves nothing without the sender's IP address, because SPF cannot pass then, and
 * while DNS did not answer for SPF or DKIM.
 */
function failedDmarc(hasIp: boolean, verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('temperror')) return 'temperror';
  return hasIp ? 'fail' : 'none';
}

const verdictsByRank: Verdict[] = ['pass', 'temperror', 'fail', 'permerror', 'softfail', 'neutral', 'none'];

/** One valid signature is enough (RFC 6376 section 4.2). */
function bestVerdict(verdicts: Verdict[]): Verdict {
  return verdictsByRank.find((verdict) => verdicts.includes(verdict)) ?? 'none';
}

function readVerdict(result: string | undefined): Verdict {
  const word = (result ?? 'none').toLowerCase();
  if (word === 'hardfail' || word === 'policy') return 'fail';
  if (word === 'temperr') return 'temperror';
  return verdictsByRank.find((verdict) => verdict === word) ?? 'none';
}

/**
 * The provider's verdicts, from the topmost Authentication-Results header if it has the provider's
 * name.
 */
function readTrustedResults(raw: Buffer, authservId: string | null): Authenticity | null {
  if (authservId === null || authservId === '') return null;
  const block = raw.subarray(0, Math.min(headerEnd(raw), 256 * 1024)).toString('latin1');
  const top = /^Authentication-Results:((?:[^\r\n]|\r?\n[ \t])*)/im.exec(block)?.[1]?.replace(/\r?\n[ \t]+/g, ' ');
  if (top === undefined) return null;
  const [name = '', ...results] = withoutComments(top).split(';', 40);
  if (name.trim().split(/\s+/)[0]?.toLowerCase() !== authservId.toLowerCase()) return null;
  const verdictOf = (method: string): Verdict =>
    bestVerdict(
      results.flatMap((result) => {
        const match = /^\s*([\w-]+)(?:\/\d+)?\s*=\s*(\w+)/.exec(result);
        return match?.[1]?.toLowerCase() === method ? [readVerdict(match[2])] : [];
      }),
    );
  const signedBy = results.flatMap((result) => {
    if (!/^\s*dkim\s*=\s*pass\b/i.test(result)) return [];
    return /\bheader\.(?:d|i)\s*=\s*"?[^\s"@]{0,64}@?([a-z0-9.-]{1,255})/i.exec(result)?.[1]?.toLowerCase() ?? [];
  });
  return {
    spf: verdictOf('spf'),
    dkim: verdictOf('dkim'),
    dmarc: verdictOf('dmarc'),
    arc: verdictOf('arc'),
    details: { signedBy: [...new Set(signedBy)].slice(0, 10), policy: null, checkedBy: 'provider', error: null },
  };
}

function withoutComments(value: string): string {
  let depth = 0;
  let result = '';
  for (const character of value.slice(0, 16_000)) {
    if (character === '(') depth += 1;
    else if (character === ')' && depth > 0) depth -= 1;
    else if (depth === 0) result += character;
  }
  return result;
}
