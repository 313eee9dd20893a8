/**
 * Joins the lines of `format=flowed` text to paragraphs (RFC 3676 section 4). Lines of another
 * quotation depth, and the separator of a signature, are never joined. `isSpaceDropped`: the space
 * at the end of a joined line is not part of the text (`DelSp=yes`).
 */
export function joinFlowedLines(text: string, isSpaceDropped: boolean): string {
  const result: string[] = [];
  let open: { depth: number; parts: string[] } | null = null;
  const close = (): void => {
    if (open) result.push(withDepth(open.depth, open.parts.join('')));
    open = null;
  };
  for (const line of text.split(/\r?\n/)) {
    const depth = /^>*/.exec(line)?.[0].length ?? 0;
    const unquoted = line.slice(depth);
    const content = unquoted.startsWith(' ') ? unquoted.slice(1) : unquoted;
    const isSeparator = content === '-- ';
    if (open && (open.depth !== depth || isSeparator)) close();
    open ??= { depth, parts: [] };
    const isFlowed = content.endsWith(' ') && !isSeparator;
    open.parts.push(isFlowed && isSpaceDropped ? content.slice(0, -1) : content);
    if (!isFlowed) close();
  }
  close();
  return result.join('\n');
}

const withDepth = (depth: number, text: string): string => (depth === 0 ? text : `${'>'.repeat(depth)} ${text}`);
