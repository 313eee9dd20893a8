import { generateKeyPairSync } from 'node:crypto';
import type { DNSResolver } from 'mailauth';
import { dkimSign } from 'mailauth/lib/dkim/sign.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkAuthenticity } from './authenticity.ts';
import { rawMail } from './given.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const records: Record<string, string[][]> = {
  'TXT customer.example': [['v=spf1 ip4:192.0.2.0/24 -all']],
  'TXT s1._domainkey.customer.example': [[`v=DKIM1; k=rsa; p=${publicKey.replace(/-----[^-]+-----|\s/g, '')}`]],
  'TXT _dmarc.customer.example': [['v=DMARC1; p=reject']],
};
const resolver: DNSResolver = async (name, type) => {
  const found = records[`${type} ${name}`];
  if (found) return found;
  throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' });
};
const mail = rawMail({
  Subject: 'Order',
  Date: 'Fri, 05 Jan 2024 10:15:00 +0000',
  'Message-ID': '<a@customer.example>',
});
const good = {
  ip: '192.0.2.7',
  helo: 'mx.customer.example',
  mailFrom: 'ann@customer.example',
  resolver,
  timeoutMs: 5_000,
};
let signed: Buffer;

const key = { signingDomain: 'customer.example', selector: 's1', privateKey };

beforeAll(async () => {
  const { signatures } = await dkimSign(mail, { ...key, signatureData: [key] });
  signed = Buffer.concat([Buffer.from(signatures), mail]);
});

describe('checking the sender of a mail', () => {
  test('a signed mail from an authorized server passes all checks', async () => {
    expect(await checkAuthenticity(signed, good)).toEqual({
      spf: 'pass',
      dkim: 'pass',
      dmarc: 'pass',
      arc: 'none',
      details: { signedBy: ['customer.example'], policy: 'reject', checkedBy: 'us', error: null },
    });
  });

  test('an unsigned mail from an unauthorized server fails', async () => {
    expect(await checkAuthenticity(mail, { ...good, ip: '198.51.100.1' })).toMatchObject({
      spf: 'fail',
      dkim: 'none',
      dmarc: 'fail',
    });
  });

  test('a modified mail fails its signature check', async () => {
    const changed = Buffer.from(signed.toString().replace('Hello', 'Hullo'));
    const { dkim, details } = await checkAuthenticity(changed, { ...good, ip: '198.51.100.1' });
    expect(dkim).not.toBe('pass');
    expect(details.signedBy).toEqual([]);
  });

  test('a mail fetched from a mailbox is checked by its signature', async () => {
    expect(await checkAuthenticity(signed, { ...good, ip: null, helo: null, mailFrom: null })).toMatchObject({
      spf: 'none',
      dkim: 'pass',
      dmarc: 'pass',
    });
  });

  test('a fetched mail without a signature does not fail, because SPF may have passed', async () => {
    expect(await checkAuthenticity(mail, { ...good, ip: null })).toMatchObject({
      spf: 'none',
      dkim: 'none',
      dmarc: 'none',
    });
  });

  test('a DNS timeout does not delay the mail', async () => {
    const silent: DNSResolver = () => new Promise(() => undefined);
    const result = await checkAuthenticity(signed, { ...good, resolver: silent, timeoutMs: 50 });
    expect(result).toMatchObject({ spf: 'temperror', dkim: 'temperror', details: { error: 'timed out' } });
  });

  test('a DNS error does not fail the mail', async () => {
    const broken: DNSResolver = () => Promise.reject(Object.assign(new Error('refused'), { code: 'ESERVFAIL' }));
    const result = await checkAuthenticity(signed, { ...good, resolver: broken });
    expect([result.spf, result.dkim, result.dmarc]).not.toContain('pass');
    expect([result.spf, result.dkim, result.dmarc]).not.toContain('fail');
  });

  test.each([
    Buffer.alloc(0),
    Buffer.from('\0\xff'),
    Buffer.from('From: a@b\r\nFrom: c@d\r\nDKIM-Signature: x\r\n\r\n'),
  ])('a malformed mail does not throw', async (raw) =>
    expect(await checkAuthenticity(raw, good)).toMatchObject({ dkim: expect.stringMatching(/none|neutral|permerror/) }),
  );
});

describe('verdicts of a mailbox provider', () => {
  const provider = { ip: null, helo: null, mailFrom: null, resolver, timeoutMs: 5_000 };
  const withResults = (...values: string[]) =>
    Buffer.concat([Buffer.from(values.map((value) => `Authentication-Results: ${value}\r\n`).join('')), mail]);

  test('are trusted if the topmost header has its name', async () => {
    const raw = withResults(
      'mx.provider.example;\r\n spf=pass (ok; dkim=fail) smtp.mailfrom=x@y;\r\n dkim=pass header.i=@customer.example;\r\n dmarc=pass',
      'evil.example; spf=fail',
    );
    expect(await checkAuthenticity(raw, { ...provider, trustedAuthservId: 'MX.provider.example' })).toEqual({
      spf: 'pass',
      dkim: 'pass',
      dmarc: 'pass',
      arc: 'none',
      details: { signedBy: ['customer.example'], policy: null, checkedBy: 'provider', error: null },
    });
  });

  test('are not trusted below another name or without a configured name', async () => {
    const forged = withResults('evil.example; spf=fail', 'mx.provider.example; dkim=pass; dmarc=pass');
    for (const trustedAuthservId of ['mx.provider.example', null, '']) {
      expect(await checkAuthenticity(forged, { ...provider, trustedAuthservId })).toMatchObject({
        dkim: 'none',
        details: { checkedBy: 'us' },
      });
    }
  });
});
