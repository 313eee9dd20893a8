import type { InboundFile } from '../conversation/index.ts';
import type { ReadContext } from '../platform/context.ts';
import { detectContentType } from '../platform/file-kind.ts';
import { invoicePdf, letterPdf, logText, statementCsv } from './documents.ts';
import type { Facts } from './facts.ts';
import * as pictures from './pictures.ts';
import { createRandom, type Random } from './random.ts';
import type { FileKind } from './story.ts';

type FileContent = { name: string; declaredType: string; content: Buffer };

function fileContent(kind: FileKind, facts: Facts, at: Date, random: Random): FileContent {
  const png = (name: string, content: Buffer): FileContent => ({
    name: `${name}.png`,
    declaredType: 'image/png',
    content,
  });
  const photo = `IMG_${random.between(1000, 9999)}`;
  switch (kind) {
    case 'label':
      return png(photo, pictures.labelPicture(facts, random));
    case 'damage':
      return png(photo, pictures.damagePicture(random));
    case 'receipt':
      return png(photo, pictures.receiptPicture(facts, random));
    case 'identity':
      return png(photo, pictures.identityPicture(random));
    case 'screenshot':
      return png(`Screenshot ${at.toISOString().slice(0, 10)}`, pictures.screenshotPicture(facts, random));
    case 'chart':
      return png('response-times', pictures.chartPicture(random));
    case 'invoice':
      return { name: `${facts.invoice}.pdf`, declaredType: 'application/pdf', content: invoicePdf(facts, at, random) };
    case 'letter':
      return { name: `${facts.order}.pdf`, declaredType: 'application/pdf', content: letterPdf(facts, at) };
    case 'statement':
      return {
        name: `statement-${facts.order}.csv`,
        declaredType: 'text/csv',
        content: statementCsv(facts, at, random),
      };
    case 'log':
      return { name: 'webhook.log.txt', declaredType: 'text/plain', content: logText(facts, at, random) };
  }
}

/**
 * Generates a file and puts its bytes in the file store, typed by its content like a channel does.
 */
export async function createFile(
  ctx: Pick<ReadContext, 'external'>,
  kind: FileKind,
  facts: Facts,
  at: Date,
): Promise<InboundFile> {
  const { name, declaredType, content } = fileContent(kind, facts, at, createRandom(`${kind} ${facts.order}`));
  const { hash, byteCount } = await ctx.external.files.put(content, Number.MAX_SAFE_INTEGER);
  const contentType = await detectContentType(content, declaredType);
  const isInline = kind === 'screenshot';
  return { hash, byteCount, name, contentType, contentId: isInline ? `picture.${facts.parcel}` : null, isInline };
}
