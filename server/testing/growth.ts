/** Doublings of the input, and how much more work each may make: 2 is linear, 4 is quadratic. */
const doublings = 3;
const maxGrowthPerDoubling = 2.5;
/** Work this short says nothing about its growth. */
const noiseMs = 25;

/** CPU time, so that other processes on the machine count little. */
async function costMs(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * How much the work grows per doubling of its input, between `size` and eight times that. The shortest of several runs
 * counts, and the measurement is repeated before it says that the growth is too much.
 */
export async function growthPerDoubling<Input>(
  make: (size: number) => Input,
  work: (input: Input) => unknown,
  size = 25_000,
): Promise<number> {
  const small = make(size);
  const large = make(size * 2 ** doublings);
  let smallMs = Number.POSITIVE_INFINITY;
  let largeMs = Number.POSITIVE_INFINITY;
  let growth = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 5 && growth > maxGrowthPerDoubling; attempt += 1) {
    for (let run = 0; run < 3; run += 1) smallMs = Math.min(smallMs, await costMs(() => work(small)));
    largeMs = Math.min(largeMs, await costMs(() => work(large)));
    if (largeMs < noiseMs) return 1;
    // The shortest small run may be nothing at all on a coarse clock.
    // Far too long is not noise.
    if (largeMs > 10_000) attempt = 5;
    growth = (largeMs / Math.max(smallMs, noiseMs / 2 ** (doublings + 2))) ** (1 / doublings);
  }
  return growth;
}

/** What a linear piece of work stays below, with room for noise. */
export const linearGrowth = maxGrowthPerDoubling;
