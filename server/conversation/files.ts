import type { Readable } from 'node:stream';
import type { Attachment } from '@crossdesk/contracts/conversation.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Mask, maskTextFile } from '../access/index.ts';
import { type Context, type ReadContext, requireAgent, runCommand, type Services } from '../platform/context.ts';
import { detectContentType } from '../platform/file-kind.ts';
import { readAll } from '../platform/files.ts';
import { problem } from '../platform/problems.ts';
import { company } from '../settings/index.ts';
import { attachmentFile, attachmentView } from './queries.ts';
import { canWrite, isPreviewable, isTextFile, maxMaskedTextBytes } from './rules.ts';
import * as store from './store.ts';
import { decodeText, detectEncoding } from './text-files.ts';

const sniffedBytes = 8192;

const safeName = (name: string): string =>
  (name.split(/[\\/]/).at(-1) ?? '')
    .replace(/[\p{Cc}\p{Cf}"<>|:*?]/gu, '_')
    .trim()
    .slice(0, 200) || 'file';

/**
 * Adds an upload of the agent whose bytes are already in the file store. The agent's next message
 * can attach it.
 */
export async function storeUpload(
  ctx: Context,
  given: { hash: string; name: string; contentType: string; byteCount: number },
): Promise<Attachment> {
  const row = await store.insertAttachment(ctx.tx, {
    hash: given.hash,
    name: safeName(given.name),
    content_type: given.contentType,
    byte_count: given.byteCount,
    content_id: null,
    is_inline: false,
    message_id: null,
    draft_agent_id: null,
    draft_ticket_id: null,
    draft_kind: null,
    uploaded_by: requireAgent(ctx).agentId,
    created_at: ctx.now,
  });
  return attachmentView(row);
}

const malformed = () => problem('bad_request', { detail: 'The form is incomplete or malformed.' });

/** Stores one uploaded file. The type is detected from the bytes, whatever the form declares. */
export async function upload(
  ctx: ReadContext,
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
): Promise<Attachment> {
  if (!canWrite(requireAgent(ctx).permissions)) throw problem('not_allowed');
  if (!request.isMultipart())
    throw problem('not_acceptable_media', { detail: 'Send a multipart form with one file in the field "file".' });
  const { attachmentMaxBytes } = await company(ctx);
  const part = await request.file({ limits: { fileSize: attachmentMaxBytes + 1 } }).catch((error: unknown) => {
    if (error instanceof Error && 'statusCode' in error) throw error;
    throw malformed();
  });
  if (!part) throw problem('bad_request', { detail: 'The form contains no file.' });
  const { hash, byteCount } = await ctx.external.files.put(part.file, attachmentMaxBytes).catch((error: unknown) => {
    throw error === part.file.errored ? malformed() : error;
  });
  const stored = await ctx.external.files.get(hash);
  if (!stored) throw new Error('the uploaded file is missing from the file store');
  const contentType = await detectContentType(await firstBytes(stored), part.mimetype);
  const row = await runCommand(services, ctx.actor, (inside) =>
    storeUpload(inside, { hash, name: part.filename, contentType, byteCount }),
  );
  reply.code(201);
  return row;
}

/** The first bytes of a stream, which is then closed. */
async function firstBytes(content: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of content) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= sniffedBytes) break;
  }
  return Buffer.concat(chunks);
}

/**
 * The content a reader gets; null without the file. With a masked customer, text files are masked;
 * they are refused if the customer would still be readable.
 */
async function maskedContent(
  { external: { files } }: ReadContext,
  row: { content_type: string; name: string; byte_count: number; hash: string },
  mask: Mask | null,
): Promise<{ content: Readable | Buffer; byteCount: number } | null> {
  const content = await files.get(row.hash);
  if (!content) return null;
  if (!mask?.isCustomerMasked || row.content_type === 'application/pdf') return { content, byteCount: row.byte_count };
  const start = await firstBytes(content);
  const whole = await files.get(row.hash);
  if (!whole) return null;
  const encoding = detectEncoding(start);
  if (encoding === null && !isTextFile(row)) return { content: whole, byteCount: row.byte_count };
  const isReadable = encoding !== null && encoding !== 'unknown' && row.byte_count <= maxMaskedTextBytes;
  const text = isReadable ? decodeText(await readAll(whole), encoding) : null;
  const masked = text === null ? null : maskTextFile(mask, text);
  whole.destroy();
  if (masked === null)
    throw problem('not_found', {
      detail: "This file can't be shown because the customer can't be hidden in it.",
    });
  const bytes = Buffer.from(masked);
  return { content: bytes, byteCount: bytes.length };
}

/**
 * Serves a file as a download, or inline for images and PDFs. Sandboxed and never executed as one
 * of our pages.
 */
export async function download(ctx: ReadContext, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { attachmentId } = request.params as { attachmentId: number };
  const { row, mask } = await attachmentFile(ctx, attachmentId);
  const body = await maskedContent(ctx, row, mask);
  if (!body) throw problem('not_found');
  const inPlace = (request.query as { preview?: string }).preview === '1' && isPreviewable(row.content_type);
  const name = encodeURIComponent(attachmentView(row, mask).name).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  reply
    .header('content-type', inPlace ? row.content_type : 'application/octet-stream')
    .header('content-length', body.byteCount)
    .header('content-disposition', `${inPlace ? 'inline' : 'attachment'}; filename*=UTF-8''${name}`)
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'private, max-age=3600')
    .header('content-security-policy', "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox");
  if (inPlace && row.content_type === 'application/pdf')
    reply.header('content-security-policy', "default-src 'none'; frame-ancestors 'self'");
  return reply.send(body.content);
}
