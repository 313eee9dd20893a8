import { decodeBytes } from './charset.ts';
import { readRtf, unpackRtf } from './rtf.ts';

/** A file inside a `winmail.dat`. */
export interface TnefFile {
  name: string | null;
  contentType: string | null;
  cid: string | null;
  content: Buffer;
}

export interface Tnef {
  text: string | null;
  html: string | null;
  files: TnefFile[];
}

const signature = 0x223e9f78;
const MAX_FILES = 200;
const MAX_PROPERTIES = 2_000;
/** A message attached to a message is a `winmail.dat` in a `winmail.dat`. */
const MAX_DEPTH = 3;

/** Attributes and properties of MS-OXTNEF sections 2.1.3.2 and MS-OXPROPS. */
const attributes = { startFile: 0x9002, title: 0x8010, data: 0x800f, fileProperties: 0x9005, mailProperties: 0x9003 };
const properties = {
  text: 0x1000,
  rtf: 0x1009,
  html: 0x1013,
  data: 0x3701,
  shortName: 0x3704,
  name: 0x3707,
  contentType: 0x370e,
  cid: 0x3712,
};

/**
 * Opens a `winmail.dat` of Outlook (MS-OXTNEF): its files and its text. Null if it is none or
 * damaged. A damaged end loses only what follows.
 */
export function readTnef(content: Buffer, depth = 0): Tnef | null {
  if (content.length < 6 || content.readUInt32LE(0) !== signature) return null;
  const result: Tnef = { text: null, html: null, files: [] };
  let file: TnefFile | null = null;
  let at = 6;
  while (at + 9 <= content.length && result.files.length < MAX_FILES) {
    const id = content.readUInt32LE(at + 1) & 0xffff;
    const end = at + 9 + content.readUInt32LE(at + 5);
    if (end > content.length) break;
    const data = content.subarray(at + 9, end);
    if (id === attributes.startFile) {
      file = { name: null, contentType: null, cid: null, content: Buffer.alloc(0) };
      result.files.push(file);
    } else if (id === attributes.mailProperties) readMailProperties(data, result);
    else if (file !== null && id === attributes.title) file.name ??= textOf(data, false);
    else if (file !== null && id === attributes.data) file.content = data;
    else if (file !== null && id === attributes.fileProperties) readFileProperties(data, file, result, depth);
    at = end + 2;
  }
  result.files = result.files.filter((one) => one.content.length > 0);
  return result;
}

interface Property {
  id: number;
  isUnicode: boolean;
  value: Buffer;
}

function readMailProperties(data: Buffer, result: Tnef): void {
  let rtf: Buffer | null = null;
  for (const { id, isUnicode, value } of readProperties(data)) {
    if (id === properties.text) result.text = textOf(value, isUnicode);
    if (id === properties.html) result.html = decodeBytes(value, null).replaceAll('\0', '');
    if (id === properties.rtf) rtf = unpackRtf(value);
  }
  if (rtf === null || result.html !== null) return;
  const read = readRtf(rtf);
  result.html = read.html;
  result.text ??= read.text;
}

function readFileProperties(data: Buffer, file: TnefFile, result: Tnef, depth: number): void {
  for (const { id, isUnicode, value } of readProperties(data)) {
    if (id === properties.name) file.name = textOf(value, isUnicode);
    else if (id === properties.shortName) file.name ??= textOf(value, isUnicode);
    else if (id === properties.contentType) file.contentType = textOf(value, isUnicode);
    else if (id === properties.cid) file.cid = textOf(value, isUnicode);
    else if (id === properties.data) {
      // An embedded message follows the 16 bytes of its interface identifier.
      const inner = depth < MAX_DEPTH ? readTnef(value.subarray(16), depth + 1) : null;
      if (inner) result.files.push(...inner.files.slice(0, MAX_FILES - result.files.length));
      else if (file.content.length === 0) file.content = value;
    }
  }
}

/** Sizes of the fixed types; others are stored with their length. */
const fixedSizes: Record<number, number> = {
  2: 4,
  3: 4,
  4: 4,
  5: 8,
  6: 8,
  7: 8,
  10: 4,
  11: 4,
  20: 8,
  64: 8,
  72: 16,
};

function* readProperties(data: Buffer): Generator<Property> {
  const count = data.length < 4 ? 0 : Math.min(data.readUInt32LE(0), MAX_PROPERTIES);
  let at = 4;
  const readLength = (): number => {
    if (at + 4 > data.length) return Number.POSITIVE_INFINITY;
    at += 4;
    return data.readUInt32LE(at - 4);
  };
  const padded = (length: number): number => length + ((4 - (length % 4)) % 4);
  for (let index = 0; index < count && at + 4 <= data.length; index += 1) {
    const type = data.readUInt16LE(at);
    const id = data.readUInt16LE(at + 2);
    at += 4;
    if (id >= 0x8000) {
      // A named property: 16 bytes of its set, then a number or a name.
      at += 16;
      const kind = readLength();
      at += kind === 0 ? 4 : padded(readLength());
    }
    const fixed = fixedSizes[type & 0xfff];
    const valueCount = fixed === undefined || (type & 0x1000) !== 0 ? readLength() : 1;
    for (let value = 0; value < valueCount; value += 1) {
      const length = fixed ?? readLength();
      if (at + length > data.length || !Number.isFinite(at)) return;
      yield { id, isUnicode: (type & 0xfff) === 0x1f, value: data.subarray(at, at + length) };
      at += padded(length);
    }
  }
}

const textOf = (value: Buffer, isUnicode: boolean): string | null =>
  (isUnicode ? value.subarray(0, value.length & ~1).toString('utf16le') : decodeBytes(value, null)).split('\0', 1)[0] ||
  null;
