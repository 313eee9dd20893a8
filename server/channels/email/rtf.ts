import { decodeBytes } from './charset.ts';

const maxRtfBytes = 4 * 1024 * 1024;
const uncompressed = 0x414c454d;
const compressed = 0x75465a4c;
const dictionarySize = 4096;
/** The start of the dictionary (MS-OXRTFCP section 2.1.2.1). */
const knownStart = Buffer.from(
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx',
  'latin1',
);

/** Unpacks the RTF of a `winmail.dat` (MS-OXRTFCP), at most 4 MB of it; null if it is none. */
export function unpackRtf(data: Buffer): Buffer | null {
  if (data.length < 16) return null;
  const size = Math.min(data.readUInt32LE(4), maxRtfBytes);
  const kind = data.readUInt32LE(8);
  if (kind === uncompressed) return data.subarray(16, 16 + size);
  if (kind !== compressed) return null;
  const dictionary = Buffer.alloc(dictionarySize);
  knownStart.copy(dictionary);
  let write = knownStart.length;
  const result = Buffer.alloc(size);
  let length = 0;
  const add = (byte: number): void => {
    result[length] = byte;
    length += 1;
    dictionary[write] = byte;
    write = (write + 1) % dictionarySize;
  };
  for (let at = 16; at < data.length && length < size; ) {
    const flags = data[at] ?? 0;
    at += 1;
    for (let bit = 0; bit < 8 && at < data.length && length < size; bit += 1) {
      if ((flags & (1 << bit)) === 0) {
        add(data[at] ?? 0);
        at += 1;
        continue;
      }
      if (at + 1 >= data.length) return result.subarray(0, length);
      const reference = data.readUInt16BE(at);
      at += 2;
      const offset = reference >> 4;
      if (offset === write) return result.subarray(0, length);
      for (let index = 0; index < (reference & 15) + 2 && length < size; index += 1)
        add(dictionary[(offset + index) % dictionarySize] ?? 0);
    }
  }
  return result.subarray(0, length);
}

const hiddenGroups = new Set(
  'fonttbl colortbl stylesheet info pict object header footer headerl headerr headerf footerl footerr footerf themedata listtable listoverridetable generator'.split(
    ' ',
  ),
);
const textOfWord: Record<string, string> = {
  par: '\n',
  line: '\n',
  row: '\n',
  tab: '\t',
  cell: '\t',
  emdash: '—',
  endash: '–',
  bullet: '•',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
};

/** `isTag`: the group is HTML source. `isRtfOnly`: the text is not part of the HTML. */
type Group = { isHidden: boolean; isTag: boolean; isRtfOnly: boolean; skip: number };

const token = /\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([\da-f]{2})|\\([^a-z])|([{}])|([^\\{}\r\n]+)|[\r\n\\]/gi;

/**
 * The text of RTF, or the HTML from which Outlook made it (MS-OXRTFEX). Formatting of other RTF is
 * not kept.
 */
export function readRtf(rtf: Buffer): { text: string | null; html: string | null } {
  const source = rtf.toString('latin1');
  const isFromHtml = /\\fromhtml1\b/.test(source.slice(0, 1_000));
  const charset = `windows-${/\\ansicpg(\d{3,5})/.exec(source.slice(0, 1_000))?.[1] ?? '1252'}`;
  const result: string[] = [];
  let bytes: number[] = [];
  const flush = (): void => {
    if (bytes.length > 0) result.push(decodeBytes(Uint8Array.from(bytes), charset));
    bytes = [];
  };
  const groups: Group[] = [];
  let group: Group = { isHidden: false, isTag: false, isRtfOnly: false, skip: 1 };
  let isOptional = false;
  let skipped = 0;
  const isShown = (): boolean => !group.isHidden && !(isFromHtml && group.isRtfOnly && !group.isTag);
  const add = (text: string): void => {
    if (!isShown()) return;
    flush();
    result.push(text);
  };
  for (const [whole, word, number, hex, symbol, brace, plain] of source.matchAll(token)) {
    if (brace === '{') {
      if (groups.length < 1_000) groups.push({ ...group });
    } else if (brace === '}') group = groups.pop() ?? group;
    else if (word !== undefined) {
      const name = word.toLowerCase();
      if (isOptional) {
        if (name === 'htmltag') group.isTag = true;
        else group.isHidden = true;
      }
      if (hiddenGroups.has(name)) group.isHidden = true;
      else if (name === 'htmlrtf') group.isRtfOnly = number !== '0';
      else if (name === 'uc') group.skip = Math.min(Math.max(Number(number ?? 1), 0), 10);
      else if (name === 'u' && number !== undefined) {
        add(String.fromCharCode(Number(number) & 0xffff));
        skipped = group.skip;
      } else if (textOfWord[name] !== undefined) add(textOfWord[name]);
    } else if (hex !== undefined) {
      if (skipped > 0) skipped -= 1;
      else if (isShown()) bytes.push(Number.parseInt(hex, 16));
    } else if (symbol !== undefined) {
      if (symbol !== '*') add(symbol === '~' ? '\u00a0' : symbol === '_' ? '-' : /[\\{}]/.test(symbol) ? symbol : '');
    } else if (plain !== undefined) {
      const text = plain.slice(skipped);
      skipped = Math.max(skipped - plain.length, 0);
      if (isShown()) for (const character of text) bytes.push(character.charCodeAt(0));
    }
    isOptional = whole === '\\*';
  }
  flush();
  const read = result.join('').toWellFormed().trim();
  return isFromHtml ? { text: null, html: read } : { text: read, html: null };
}
