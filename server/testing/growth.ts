/** The maximum growth when the input is doubled: 2 is linear, 4 is quadratic. */
const maxGrowth = 2.5;
/** How many times `size` the larger input is. */
const largest = 8;
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
 * Measures how much the work grows when its input is doubled, from four to eight times `size`: at
 * smaller sizes the processor's caches make work cheaper. The smaller input is worked on twice and
 * the results are kept, so that both sides fill the memory alike. Takes the shortest of several
 * runs, and repeats the measurement before it reports too much growth.
 */
export async function growthPerDoubling<Input>(
  make: (size: number) => Input,
  work: (input: Input) => unknown,
  size = 25_000,
): Promise<number> {
  const halves = [make((size * largest) / 2), make((size * largest) / 2)];
  const whole = make(size * largest);
  let halvesMs = Number.POSITIVE_INFINITY;
  let wholeMs = Number.POSITIVE_INFINITY;
  let growth = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 8 && growth > maxGrowth; attempt += 1) {
    if (attempt > 0) (globalThis as { gc?: () => void }).gc?.();
    const results: unknown[] = [];
    const workOnHalves = async () => {
      for (const input of halves) results.push(await work(input));
    };
    wholeMs = Math.min(wholeMs, await costMs(() => work(whole)));
    if (wholeMs < noiseMs) return 1;
    halvesMs = Math.min(halvesMs, await costMs(workOnHalves));
    if (wholeMs > 10_000) attempt = 8;
    growth = (2 * wholeMs) / Math.max(halvesMs, noiseMs / 4);
  }
  return growth;
}

/** Upper bound for linear work, with room for noise. */
export const linearGrowth = maxGrowth;
