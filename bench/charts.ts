import type { Report } from './report.ts';

const colors = [
  '#1971c2',
  '#e8590c',
  '#2f9e44',
  '#9c36b5',
  '#c2255c',
  '#0c8599',
  '#f08c00',
  '#5f3dc4',
  '#495057',
  '#66a80f',
  '#a61e4d',
];
const font = 'font-family="system-ui, sans-serif" font-size="12"';
const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const short = (tickets: number): string => (tickets >= 1e6 ? `${tickets / 1e6} M` : `${tickets / 1e3} k`);

const sheet = (width: number, height: number, title: string, inner: readonly string[]): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeXml(title)}">
<rect width="100%" height="100%" fill="#fff"/><text x="20" y="26" ${font} font-size="15" font-weight="600" fill="#212529">${escapeXml(title)}</text>
${inner.join('\n')}
</svg>
`;

const text = (x: number, y: number, words: string, more = 'fill="#495057"'): string =>
  `<text x="${x}" y="${y}" ${font} ${more}>${escapeXml(words)}</text>`;

/** Chart of median read times by number of tickets, both axes logarithmic. */
function latency({ sizes }: Report): string {
  const reads = sizes[0]?.scenarios.filter((one) => one.kind !== 'write').map((one) => one.name) ?? [];
  const medianOf = (name: string, index: number) => sizes[index]?.scenarios.find((one) => one.name === name)?.p50 ?? 0;
  const all = reads.flatMap((name) => sizes.map((_, index) => medianOf(name, index))).filter((value) => value > 0);
  const [low, high] = [Math.log10(Math.min(...all)) - 0.1, Math.log10(Math.max(...all)) + 0.1];
  const x = (index: number) => 70 + (sizes.length < 2 ? 150 : (index * 300) / (sizes.length - 1));
  const y = (value: number) => 350 - ((Math.log10(value) - low) / (high - low)) * 290;
  const inner = [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500]
    .filter((tick) => Math.log10(tick) > low && Math.log10(tick) < high)
    .map(
      (tick) =>
        `<line x1="70" x2="380" y1="${y(tick)}" y2="${y(tick)}" stroke="#dee2e6"/>${text(20, y(tick) + 4, `${tick} ms`)}`,
    );
  inner.push(...sizes.map((size, index) => text(x(index) - 14, 372, short(size.tickets))));
  const places = reads
    .map((name, index) => ({
      name,
      color: colors[index % colors.length] ?? '#000',
      at: y(medianOf(name, sizes.length - 1)),
    }))
    .toSorted((a, b) => a.at - b.at);
  let free = 0;
  for (const { name, color, at } of places) {
    const points = sizes.map((_, index) => `${x(index).toFixed(1)},${y(medianOf(name, index)).toFixed(1)}`);
    inner.push(`<polyline points="${points.join(' ')}" fill="none" stroke="${color}" stroke-width="2"/>`);
    inner.push(
      ...points.map(
        (point) => `<circle cx="${point.split(',')[0]}" cy="${point.split(',')[1]}" r="3" fill="${color}"/>`,
      ),
    );
    const label = Math.max(at, free);
    free = label + 15;
    inner.push(text(392, label + 4, name, `fill="${color}"`));
  }
  return sheet(640, 390, 'Median time of reads by number of tickets', inner);
}

/** Chart of requests per second on the largest data set, with baselines. */
function throughput({ sizes }: Report): string {
  const largest = sizes.at(-1);
  const rows = [
    ...(largest?.ceilings ?? []).map((one) => ({ ...one, color: '#adb5bd' })),
    ...(largest?.scenarios ?? []).map((one) => ({ ...one, color: '#1971c2' })),
  ].toSorted((a, b) => b.perSecond - a.perSecond);
  const max = Math.log10(Math.max(10, ...rows.map((one) => one.perSecond)));
  const inner = rows.map((one, index) => {
    const width = (Math.log10(Math.max(1, one.perSecond)) / max) * 310;
    const y = 44 + index * 22;
    return `${text(20, y + 13, one.name)}<rect x="230" y="${y}" width="${width.toFixed(1)}" height="16" rx="2" fill="${one.color}"/>${text(236 + width, y + 13, Math.round(one.perSecond).toLocaleString('en-US'))}`;
  });
  return sheet(
    640,
    60 + rows.length * 22,
    `Requests per second with ${short(largest?.tickets ?? 0)} tickets (gray: without Crossdesk; logarithmic)`,
    inner,
  );
}

/** The charts of a report by file name. */
export const charts = (report: Report): Record<string, string> => ({
  'latency.svg': latency(report),
  'throughput.svg': throughput(report),
});
