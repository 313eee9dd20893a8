/** Doublings of the input, and the maximum growth per doubling: 2 is linear, 4 is quadratic. */
const doublings = 3;
const maxGrowthPerDoubling = 2.5;
/** Shorter measurements say nothing about growth. */
const noiseMs = 25;

/** Measures CPU time, which other processes affect little. */
async function costMs(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * Measures how much the work grows per doubling of its input, between `size` and eight times that.
 * Takes the shortest of several runs, and repeats the measurement before it reports too much
 * growth.
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
  for (let attempt = 0; attempt < 8 && growth > maxGrowthPerDoubling; attempt += 1) {
    if (attempt > 0) (globalThis as { gc?: () => void }).gc?.();
    for (let run = 0; run < 3; run += 1) smallMs = Math.min(smallMs, await costMs(() => work(small)));
    largeMs = Math.min(largeMs, await costMs(() => work(large)));
    if (largeMs < noiseMs) return 1;
    // The shortest small run may measure zero on a coarse clock.
    if (largeMs > 10_000) attempt = 8;
    growth = (largeMs / Math.max(smallMs, noiseMs / 2 ** (doublings + 2))) ** (1 / doublings);
  }
  return growth;
}

/** Upper bound for linear work, with room for noise. */
export const linearGrowth = maxGrowthPerDoubling;
