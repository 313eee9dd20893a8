/** Doublings of the input, and the maximum growth per doubling: 2 is linear, 4 is quadratic. */
const doublings = 3;
const smallRuns = 3;
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
 * Compares the large input with the mean of several runs on the small one, because their shortest
 * run may be one without any garbage collection. Repeats the comparison before it reports too much
 * growth.
 */
export async function growthPerDoubling<Input>(
  make: (size: number) => Input,
  work: (input: Input) => unknown,
  size = 25_000,
): Promise<number> {
  const small = make(size);
  const large = make(size * 2 ** doublings);
  const runOnSmall = async () => {
    for (let run = 0; run < smallRuns; run += 1) await work(small);
  };
  let growth = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 8 && growth > maxGrowthPerDoubling; attempt += 1) {
    if (attempt > 0) (globalThis as { gc?: () => void }).gc?.();
    const smallMs = (await costMs(runOnSmall)) / smallRuns;
    const largeMs = await costMs(() => work(large));
    if (largeMs < noiseMs) return 1;
    // The small runs may measure zero on a coarse clock.
    const ratio = largeMs / Math.max(smallMs, noiseMs / 2 ** (doublings + 2));
    growth = Math.min(growth, ratio ** (1 / doublings));
    if (largeMs > 10_000) break;
  }
  return growth;
}

/** Upper bound for linear work, with room for noise. */
export const linearGrowth = maxGrowthPerDoubling;
