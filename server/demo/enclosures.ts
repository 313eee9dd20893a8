import type { InboundFile } from '../conversation/index.ts';
import type { ReadContext } from '../platform/context.ts';
import { sniffType } from '../platform/file-kind.ts';
import { type Chance, chanceOf } from './chance.ts';
import type { Facts } from './facts.ts';
import { invoicePaper, letterPaper, logText, statementTable } from './papers.ts';
import * as pictures from './pictures.ts';
import type { FileKind } from './story.ts';

type Sheet = { name: string; claimed: string; content: Buffer };

function sheetOf(kind: FileKind, facts: Facts, at: Date, chance: Chance): Sheet {
  const png = (name: string, content: Buffer): Sheet => ({ name: `${name}.png`, claimed: 'image/png', content });
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
      return { name: `${facts.invoice}.pdf`, claimed: 'application/pdf', content: invoicePaper(facts, at, chance) };
    case 'letter':
      return { name: `${facts.order}.pdf`, claimed: 'application/pdf', content: letterPaper(facts, at) };
    case 'statement':
      return { name: `statement-${facts.order}.csv`, claimed: 'text/csv', content: statementTable(facts, at, chance) };
    case 'log':
      return { name: 'webhook.log.txt', claimed: 'text/plain', content: logText(facts, at, chance) };
  }
}

/** Draws or writes a file and puts its bytes in the store, typed by what the bytes say, as a channel would. */
export async function enclose(
  ctx: Pick<ReadContext, 'outside'>,
  kind: FileKind,
  facts: Facts,
  at: Date,
): Promise<InboundFile> {
  const { name, claimed, content } = sheetOf(kind, facts, at, chanceOf(`${kind} ${facts.order}`));
  const { hash, byteCount } = await ctx.outside.files.put(content, Number.MAX_SAFE_INTEGER);
  const contentType = await sniffType(content, claimed);
  const isInline = kind === 'screenshot';
  return { hash, byteCount, name, contentType, contentId: isInline ? `picture.${facts.parcel}` : null, isInline };
}
