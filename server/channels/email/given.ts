import { readdirSync, readFileSync } from 'node:fs';
import type { ParsedMail } from './parse.ts';
import { parseMail } from './parse.ts';

const folder = new URL('./fixtures/', import.meta.url);

/** The names of the sample mails, without `.eml`. */
export function sampleNames(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.eml'))
    .map((name) => name.slice(0, -'.eml'.length));
}

export function sampleMail(name: string): Buffer {
  return readFileSync(new URL(`${name}.eml`, folder));
}

export function sampleText(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8');
}

/** A raw mail with these headers and this body, with CRLF line breaks. */
export function rawMail(headers: Record<string, string>, body = 'Hello'): Buffer {
  const lines = Object.entries({ From: 'Ann <ann@customer.example>', To: 'support@desk.example', ...headers });
  return Buffer.from(`${lines.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n${body}\r\n`);
}

export function givenMail(headers: Record<string, string>, body?: string): Promise<ParsedMail> {
  return parseMail(rawMail(headers, body));
}
