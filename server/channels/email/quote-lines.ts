/**
 * The marker line at the top of quoted messages in our mails. Everything below it in a reply is
 * quoted.
 */
export const replyAboveLine = {
  en: '--- Reply above this line ---',
  ja: '--- この行より上に返信を書いてください ---',
} as const;

/**
 * The kind of a line: quoted with ">", start of a quotation, forward header, our own marker, empty,
 * or written text.
 */
export type LineKind = 'quoted' | 'splitter' | 'forward' | 'mark' | 'empty' | 'text';

const MAX_LINES = 5_000;
const MAX_LINE_CHARS = 300;

const mark = /^[>\s|*]{0,20}-{2,5}\s*(?:Reply above this line|この行より上に返信を書いてください)/i;
const forward =
  /^[\s*]{0,9}(?:-{2,20}\s*(?:Forwarded message|Weitergeleitete Nachricht|Message transféré|転送されたメッセージ|転送メッセージ)|Begin forwarded message:)/i;
const original =
  /^[\s>*]{0,9}-{2,30}\s*(?:Original Message|Original-Nachricht|Reply Message|Ursprüngliche Nachricht|Antwort Nachricht|Oprindelig meddelelse|Oorspronkelijk bericht|Message d'origine|Mensaje original|Mensagem original|Messaggio originale|元のメッセージ|オリジナル\s?メッセージ|원본 메시지|原始邮件|原始郵件)\s*-{2,30}/i;
const rule = /^\s*(?:_{5,}|-{5,})\s*$/;
const sender =
  /^\s{0,9}\*{0,2}(?:From|Von|De|Van|Fra|Från|Da|Od|От|差出人|送信者|送信元|发件人|寄件者|보낸 사람)\s?\*{0,2}[:：]\*{0,2}\s{0,9}\S/i;
const otherHeader =
  /^\s{0,9}\*{0,2}(?:Sent|Date|To|Cc|Subject|Reply-To|Gesendet|Datum|An|Betreff|Envoyé|À|Objet|Skickat|Till|Ämne|Sendt|Til|Emne|Verzonden|Aan|Onderwerp|Enviado|Para|Asunto|Assunto|Inviato|Oggetto|送信日時|日時|日付|宛先|件名|发送时间|收件人|主题|보낸 날짜|받는 사람|제목)\s?\*{0,2}[:：]/i;
const attributionStart = /^[\s>-]{0,9}(?:On|Le|W dniu|Op|Am|På|Den|El|Em|Il|Dne|Il giorno|于|在)\s/i;
const wrote =
  /(?:wrote|sent|a écrit|napisał\(?a?\)?|schreef|verzond|geschreven|schrieb|skrev|escribió|escreveu|ha scritto|написал\(?а?\)?|のメール|書きました|写道|寫道|작성)\s*[:：]?[-\s]{0,9}$/i;
const wroteThenName = /(?:schreef|verzond|geschreven|schrieb)\s.{1,150}[:：]\s*$/i;
const dated = /(?:\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|\b(?:19|20)\d\d\b|\d{4}年\d{1,2}月\d{1,2}日)/;
const timed = /\d{1,2}[:.時]\d{2}/;
const wroteInJapanese = /^\S.{0,80}(?:さんは|さんが|は、?|が)書きました\s*[:：]?\s*$/;
const japaneseDate = /^\s{0,9}\d{4}(?:年\d{1,2}月\d{1,2}日|[/-]\d{1,2}[/-]\d{1,2})/;

/**
 * Classifies each line of a mail's text. Knows the attribution lines and header blocks of common
 * mail programs in English, Japanese and the larger European languages. Reads the first 5,000
 * lines; the rest counts as text.
 */
export function classifyLines(allLines: string[]): LineKind[] {
  const lines = allLines.slice(0, MAX_LINES).map((line) => line.slice(0, MAX_LINE_CHARS));
  const kinds: LineKind[] = [];
  while (kinds.length < lines.length) {
    const at = kinds.length;
    const line = lines[at] ?? '';
    const splitterLength = splitterAt(lines, at);
    if (line.trim() === '') kinds.push('empty');
    else if (mark.test(line)) kinds.push('mark');
    else if (/^\s?>/.test(line)) kinds.push('quoted');
    else if (forward.test(line)) kinds.push('forward');
    else if (splitterLength > 0) for (let n = 0; n < splitterLength; n += 1) kinds.push('splitter');
    else kinds.push('text');
  }
  while (kinds.length < allLines.length) kinds.push('text');
  return kinds;
}

/**
 * The range of quoted lines, `end` exclusive; null if there is none or if the reply is interleaved
 * with it.
 */
export function findQuotation(kinds: LineKind[]): { start: number; end: number } | null {
  const marked = kinds.indexOf('mark');
  const splitter = kinds.indexOf('splitter');
  if (marked >= 0) return { start: splitter >= 0 && splitter < marked ? splitter : marked, end: kinds.length };
  const forwarded = kinds.indexOf('forward');
  const firstQuoted = kinds.indexOf('quoted');
  const start = splitter < 0 ? firstQuoted : firstQuoted < 0 ? splitter : Math.min(splitter, firstQuoted);
  if (start < 0 || (forwarded >= 0 && forwarded < start)) return null;
  if (splitter < 0 && kinds.filter((kind) => kind === 'quoted').length < 3) return null;
  const afterSplitter = kinds.findIndex((kind, at) => at >= start && kind !== 'splitter' && kind !== 'empty');
  if (start === splitter && kinds[afterSplitter] !== 'quoted') {
    return { start, end: kinds.length };
  }
  const lastQuoted = kinds.lastIndexOf('quoted');
  const isInterleaved = kinds.slice(start, lastQuoted).includes('text');
  return isInterleaved ? null : { start, end: lastQuoted + 1 };
}

/** Whether the text as a whole is an attribution ("On Monday Ann wrote:"). */
export function isAttribution(text: string): boolean {
  const lines = text.trim().slice(0, 900).split('\n');
  return lines.length <= 4 && splitterAt(lines, 0) >= lines.length;
}

/** The number of lines from `at` on that introduce a quotation; 0 if none do. */
function splitterAt(lines: string[], at: number): number {
  const line = lines[at] ?? '';
  if (original.test(line)) return 1 + headerBlockLength(lines, at + 1, 1);
  if (rule.test(line)) {
    const next = (lines[at + 1] ?? '').trim() === '' ? at + 2 : at + 1;
    const length = headerBlockLength(lines, next, 2);
    return length > 0 ? next - at + length : 0;
  }
  const block = headerBlockLength(lines, at, 2);
  return block > 0 ? block : attributionLength(lines, at);
}

function headerBlockLength(lines: string[], at: number, atLeast: number): number {
  if (!sender.test(lines[at] ?? '')) return 0;
  let length = 1;
  while (length < 8 && otherHeader.test(lines[at + length] ?? '')) length += 1;
  return length >= atLeast ? length : 0;
}

function attributionLength(lines: string[], at: number): number {
  const first = lines[at] ?? '';
  const canStart = attributionStart.test(first) || dated.test(first.slice(0, 40)) || wroteInJapanese.test(first);
  if (!canStart) return 0;
  let joined = '';
  for (let length = 1; length <= 3; length += 1) {
    const line = lines[at + length - 1] ?? '';
    if (line.trim() === '' || (length > 1 && line.startsWith('>'))) return 0;
    joined = joined === '' ? line : `${joined} ${line.trim()}`;
    if (isAttributionLine(joined)) return length;
  }
  return 0;
}

function isAttributionLine(line: string): boolean {
  if (wroteInJapanese.test(line)) return true;
  if (!dated.test(line)) return false;
  const isEnded = /[:：]\s*$/.test(line);
  if (attributionStart.test(line) && (wrote.test(line) || wroteThenName.test(line))) return true;
  if (japaneseDate.test(line) && isEnded && (timed.test(line) || line.includes('@'))) return true;
  return isEnded && timed.test(line) && (line.includes('@') || wrote.test(line));
}

/** A forwarded mail in lines: where it starts, where its text starts, and its header lines. */
export interface ForwardedRange {
  start: number;
  bodyStart: number;
  headers: string[];
}

const MAX_FORWARD_HEADERS = 12;

/** Finds the first forwarded mail: a line that introduces it, and its sender below. */
export function findForwarded(lines: string[]): ForwardedRange | null {
  const kinds = classifyLines(lines);
  for (let start = 0; start < kinds.length; start += 1) {
    if (kinds[start] !== 'forward' && kinds[start] !== 'splitter') continue;
    const range = readForwardHeaders(lines, start);
    if (range !== null) return range;
    if (kinds[start] === 'splitter') return null;
  }
  return null;
}

function readForwardHeaders(lines: string[], start: number): ForwardedRange | null {
  const bare = (at: number): string => (lines[at] ?? '').slice(0, MAX_LINE_CHARS).replace(/^[>\s]{1,9}/, '');
  const isHeader = (at: number): boolean => sender.test(bare(at)) || otherHeader.test(bare(at));
  let at = isHeader(start) ? start : start + 1;
  while (at < lines.length && at < start + 4 && !isHeader(at)) at += 1;
  const headers: string[] = [];
  for (; at < lines.length && headers.length < MAX_FORWARD_HEADERS; at += 1) {
    // A long list of recipients continues on the next line.
    if (!isHeader(at) && !(headers.length > 0 && /@.{1,250}[;,>]\s*$/.test(bare(at)))) break;
    headers.push(bare(at));
  }
  return headers.some((line) => sender.test(line)) ? { start, bodyStart: at, headers } : null;
}

/** The sender in the header lines of a forwarded mail, as written. */
export const forwardedSender = (headers: readonly string[]): string =>
  (headers.find((line) => sender.test(line)) ?? '').replace(/^[^:：]{1,40}[:：]\**\s*/, '');
