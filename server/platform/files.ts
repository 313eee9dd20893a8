import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { AwsClient } from 'aws4fetch';
import { problem } from './problems.ts';

/** A file store addressed by SHA-256: the same content is stored once. `hash` is 64 hex digits. */
export type FileStore = {
  /**
   * Resolves after the content is stored durably. Throws `file_too_large` beyond `maxBytes` and
   * stores nothing.
   */
  put(content: Readable | Buffer, maxBytes: number): Promise<{ hash: string; byteCount: number }>;
  /** The content, or null if there is no file with this hash. */
  get(hash: string): Promise<Readable | null>;
};

const chunkBytes = 256 * 1024;

/** Splits a buffer, because hashing a large file at once would block other work. */
function* splitIntoChunks(content: Buffer): Generator<Buffer> {
  for (let at = 0; at < content.length; at += chunkBytes) yield content.subarray(at, at + chunkBytes);
}

async function* limitSize(content: Readable | Buffer, maxBytes: number): AsyncGenerator<Buffer> {
  let byteCount = 0;
  for await (const chunk of Buffer.isBuffer(content) ? splitIntoChunks(content) : content) {
    byteCount += chunk.length;
    if (byteCount > maxBytes) throw problem('file_too_large', { detail: `The file is larger than ${maxBytes} bytes.` });
    yield chunk;
  }
}

export async function readAll(content: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * A store in a local folder: `ab/cdef…`. Files are written under a temporary name, flushed, then
 * renamed.
 */
export function folderStore(folder: string): FileStore {
  const pathOf = (hash: string) => join(folder, hash.slice(0, 2), hash.slice(2));
  return {
    async put(content, maxBytes) {
      await mkdir(join(folder, 'incoming'), { recursive: true });
      const temporary = join(folder, 'incoming', randomBytes(12).toString('hex'));
      const digest = createHash('sha256');
      let byteCount = 0;
      const file = await open(temporary, 'wx', 0o600);
      try {
        for await (const chunk of limitSize(content, maxBytes)) {
          digest.update(chunk);
          byteCount += chunk.length;
          await file.write(chunk);
        }
        await file.sync();
        await file.close();
        const hash = digest.digest('hex');
        await mkdir(join(folder, hash.slice(0, 2)), { recursive: true });
        await rename(temporary, pathOf(hash));
        const parent = await open(join(folder, hash.slice(0, 2)));
        await parent.sync().finally(() => parent.close());
        return { hash, byteCount };
      } catch (error) {
        await file.close().catch(() => undefined);
        await rm(temporary, { force: true });
        throw error;
      }
    },
    async get(hash) {
      const found = await stat(pathOf(hash)).catch(() => null);
      return found ? createReadStream(pathOf(hash)) : null;
    },
  };
}

export type BucketSettings = {
  endpoint: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
};

/** A store in an S3-compatible bucket (path-style addresses, Signature Version 4). */
export function bucketStore(settings: BucketSettings): FileStore {
  const client = new AwsClient({
    accessKeyId: settings.accessKeyId,
    secretAccessKey: settings.secretAccessKey,
    region: settings.region,
    service: 's3',
  });
  const urlOf = (hash: string) =>
    `${settings.endpoint.replace(/\/$/, '')}/${settings.bucket}/${hash.slice(0, 2)}/${hash.slice(2)}`;
  return {
    async put(content, maxBytes) {
      const bytes = await readAll(Readable.from(limitSize(content, maxBytes)));
      const hash = createHash('sha256').update(bytes).digest('hex');
      const response = await client.fetch(urlOf(hash), { method: 'PUT', body: new Uint8Array(bytes) });
      if (!response.ok) throw new Error(`the file store responded with status ${response.status}`);
      return { hash, byteCount: bytes.length };
    },
    async get(hash) {
      const response = await client.fetch(urlOf(hash));
      if (response.status === 404) return null;
      if (!response.ok || !response.body) throw new Error(`the file store responded with status ${response.status}`);
      return Readable.from(response.body);
    },
  };
}
