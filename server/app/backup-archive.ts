import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, type Pack, pack } from 'tar-stream';
import { CommandError } from './cli-error.ts';

/**
 * The first entry of a backup. `migrations` are those applied to its database, in order. `bucket`
 * has the files of an installation with one, which are then not in the backup.
 */
export type BackupHeader = {
  format: 1;
  createdAt: string;
  migrations: string[];
  bucket: { endpoint: string; name: string } | null;
};

export type SavedTable = { schema: string; name: string; columns: string[]; rowCount: number };
export type SavedSequence = { schema: string; name: string; value: string; isCalled: boolean };

/** The last entry of a backup: without it the backup is incomplete. Hashes are SHA-256. */
export type BackupContents = {
  entries: Record<string, { byteCount: number; hash: string }>;
  tables: SavedTable[];
  sequences: SavedSequence[];
  /** `damaged` has the hash of each file whose content no longer matches its name. */
  files: { count: number; byteCount: number; damaged: Record<string, string> };
};

export const headerName = 'backup.json';
export const contentsName = 'contents.json';
export const secretName = 'secret';
export const demoAccountsName = 'demo-accounts.json';

/** `files/ab/cdef…`, where `abcdef…` is the hash of the content. */
export const fileEntryPattern = /^files\/([0-9a-f]{2})\/([0-9a-f]{62})$/;

/** Writes a tar file entry by entry, and the hash of each entry into its contents. */
export class ArchiveWriter {
  readonly entries: BackupContents['entries'] = {};
  readonly files: BackupContents['files'] = { count: 0, byteCount: 0, damaged: {} };
  private readonly pack: Pack = pack();
  private readonly written: Promise<void>;
  private readonly file: FileHandle;

  constructor(file: FileHandle) {
    this.file = file;
    this.written = file.writeFile(this.pack as unknown as Readable);
    this.written.catch(() => undefined);
  }

  async add(name: string, content: Buffer | string): Promise<void> {
    const bytes = Buffer.from(content);
    this.entries[name] = { byteCount: bytes.length, hash: await this.write(name, bytes.length, [bytes]) };
  }

  /** Adds a file of the file store. Returns false if its content does not match its name. */
  async addFile(hash: string, byteCount: number, content: AsyncIterable<Buffer>): Promise<boolean> {
    const name = `files/${hash.slice(0, 2)}/${hash.slice(2)}`;
    const found = await this.write(name, byteCount, content);
    this.files.count++;
    this.files.byteCount += byteCount;
    if (found !== hash) this.files.damaged[name] = found;
    return found === hash;
  }

  /** Completes the archive and flushes it to disk. */
  async finish(contents: Pick<BackupContents, 'tables' | 'sequences'>): Promise<void> {
    const all: BackupContents = { entries: this.entries, files: this.files, ...contents };
    const bytes = Buffer.from(JSON.stringify(all));
    await this.write(contentsName, bytes.length, [bytes]);
    this.pack.finalize();
    await this.written;
    await this.file.sync();
  }

  async abort(): Promise<void> {
    this.pack.destroy();
    await this.written.catch(() => undefined);
  }

  private async write(name: string, size: number, content: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<string> {
    const digest = createHash('sha256');
    const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
    ended.catch(() => undefined);
    const entry = this.pack.entry({ name, size, mode: 0o600 }, (error) => (error ? reject(error) : resolve()));
    for await (const chunk of content) {
      digest.update(chunk);
      if (!entry.write(chunk))
        await Promise.race([new Promise<void>((done) => entry.once('drain', () => done())), ended]);
    }
    entry.end(null);
    await ended;
    return digest.digest('hex');
  }
}

/** The entries of a tar file, in order. Each has to be read to its end before the next. */
export async function* readArchive(path: string): AsyncGenerator<{ name: string; size: number; content: Readable }> {
  const tar = extract();
  const source = createReadStream(path, { highWaterMark: 2 ** 20 });
  const reading = pipeline(source, tar as unknown as PassThrough);
  reading.catch(() => undefined);
  try {
    for await (const entry of tar) {
      const content = entry as unknown as Readable;
      yield { name: entry.header.name, size: entry.header.size ?? 0, content };
      content.resume();
    }
    await reading;
  } finally {
    source.destroy();
  }
}

async function hashOf(content: Readable, keep: Buffer[] | null): Promise<{ hash: string; byteCount: number }> {
  const digest = createHash('sha256');
  let byteCount = 0;
  for await (const chunk of content) {
    digest.update(chunk);
    byteCount += chunk.length;
    keep?.push(chunk);
  }
  return { hash: digest.digest('hex'), byteCount };
}

/**
 * Reads a whole backup and compares every size and hash. Calls `onHeader` before the rest is read.
 * Throws CommandError if anything is missing, changed or unknown.
 */
export async function verifyArchive(
  path: string,
  onHeader: (header: BackupHeader) => void = () => undefined,
): Promise<{ header: BackupHeader; contents: BackupContents }> {
  const found: BackupContents['entries'] = {};
  const wrongFiles: Record<string, string> = {};
  let header: BackupHeader | null = null;
  let contents: BackupContents | null = null;
  const files = { count: 0, byteCount: 0 };
  try {
    for await (const { name, content } of readArchive(path)) {
      if (!header && name !== headerName) break;
      const keep: Buffer[] | null = name === headerName || name === contentsName ? [] : null;
      const entry = await hashOf(content, keep);
      const isFile = fileEntryPattern.exec(name);
      if (isFile) {
        files.count++;
        files.byteCount += entry.byteCount;
        if (`${isFile[1]}${isFile[2]}` !== entry.hash) wrongFiles[name] = entry.hash;
      } else if (name === contentsName) contents = JSON.parse(Buffer.concat(keep ?? []).toString());
      else found[name] = entry;
      if (name === headerName) {
        header = JSON.parse(Buffer.concat(keep ?? []).toString()) as BackupHeader;
        onHeader(header);
      }
    }
  } catch (error) {
    if (error instanceof CommandError || isSystemError(error)) throw error;
    throw new CommandError(
      header
        ? `${path} is incomplete or damaged: ${(error as Error).message}.`
        : `${path} is not a backup of Crossdesk: ${(error as Error).message}.`,
    );
  }
  if (!header) throw new CommandError(`${path} is not a backup of Crossdesk.`);
  if (!contents) throw new CommandError(`${path} is incomplete: its end is missing.`);
  const isFilesSame =
    contents.files.count === files.count &&
    contents.files.byteCount === files.byteCount &&
    isSame(contents.files.damaged, wrongFiles);
  const names = new Set([...Object.keys(contents.entries), ...Object.keys(found)]);
  const wrong = [...names].find((name) => !isSame(contents.entries[name], found[name]));
  if (wrong ?? !isFilesSame)
    throw new CommandError(`${path} is damaged: ${wrong ?? 'a stored file'} does not match its hash.`);
  return { header, contents };
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
const sorted = (value: unknown) => (value ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)) : value);

const isSystemError = (error: unknown): boolean =>
  error instanceof Error && 'syscall' in error && typeof error.syscall === 'string';

/** Flushes the entry of a file that was created or renamed in `folder`. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder).catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
