import type { InboundFile } from '../conversation/index.ts';
import type { ReadContext } from '../platform/context.ts';
import { detectContentType } from '../platform/file-kind.ts';
import { type Random, createRandom } from './random.ts';
import type { Facts } from './facts.ts';
import { invoicePdf, letterPdf, logText, statementCsv } from './documents.ts';
import * as pictures from './pictures.ts';
import type { FileKind } from './story.ts';

type FileContent = { name: string; declaredType: string; content: Buffer };

function fileContent(kind: FileKind, facts: Facts, at: Date, chance: Random): FileContent {
  const png = (name: string, content: Buffer): FileContent => ({ name: `${name}.png`, declaredType: 'image/png', content });
  const photo = `IMG_${chance.between(1000, 9999)}`;
  switch (kind) {
    case 'label':
      return png(photo, pictures.labelPicture(facts, chance));
    case 'damage':
      return png(photo, pictures.damagePicture(chance));
    case 'receipt':
      return png(photo, pictures.receiptPicture(facts, chance));
    case 'identity':
      return png(photo, pictures.identityPicture(chance));
    case 'screenshot':
      return png(`Screenshot ${at.toISOString().slice(0, 10)}`, pictures.screenshotPicture(facts, chance));
    case 'chart':
      return png('response-times', pictures.chartPicture(chance));
    case 'invoice':
      return { name: `${facts.invoice}.pdf`, declaredType: 'application/pdf', content: invoicePdf(facts, at, chance) };
    case 'letter':
      return { name: `${facts.order}.pdf`, declaredType: 'application/pdf', content: letterPdf(facts, at) };
    case 'statement':
      return { name: `statement-${facts.order}.csv`, declaredType: 'text/csv', content: statementCsv(facts, at, chance) };
    case 'log':
      return { name: 'webhook.log.txt', declaredType: 'text/plain', content: logText(facts, at, chance) };
  }
}

/** Draws or writes a file and puts its bytes in the store, typed by what the bytes say, as a channel would. */
export async function createFile(
  ctx: Pick<ReadContext, 'external'>,
  kind: FileKind,
  facts: Facts,
  at: Date,
): Promise<InboundFile> {
  const { name, declaredType: claimed, content } = fileContent(kind, facts, at, createRandom(`${kind} ${facts.order}`));
  const { hash, byteCount } = await ctx.external.files.put(content, Number.MAX_SAFE_INTEGER);
  const contentType = await detectContentType(content, claimed);
  const isInline = kind === 'screenshot';
  return { hash, byteCount, name, contentType, contentId: isInline ? `picture.${facts.parcel}` : null, isInline };
}
