import { normalized } from './fold.ts';

const encodedRuns = /(?:%[0-9a-f]{2})+/gi;
const textDecoder = new TextDecoder();

const percentDecoded = (text: string): string =>
  text.replace(encodedRuns, (run) => textDecoder.decode(Buffer.from(run.replaceAll('%', ''), 'hex')));

/**
 * Maps the percent-encoded words of a text, decoded up to twice; keeps those that do not change
 * when they are mapped.
 */
export function mapPercentEncoded(text: string, map: (decoded: string) => string): string {
  if (!/%[0-9a-f]{2}/i.test(text)) return text;
  return text.replace(/\S+/g, (word) => {
    if (!/%[0-9a-f]{2}/i.test(word)) return word;
    const decoded = normalized(percentDecoded(percentDecoded(word)));
    const mapped = map(decoded);
    return mapped === decoded ? word : mapped;
  });
}
