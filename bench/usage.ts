import { readdirSync, readFileSync } from 'node:fs';

/**
 * CPU time of a process and its children in seconds, and their memory in bytes; null if
 * unavailable.
 */
export type Usage = { cpuSeconds: number; memoryBytes: number | null };

const ticksPerSecond = 100;

function statOf(pid: number): { parent: number; ticks: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    // Fields 14 to 17 of proc(5): its own time and that of ended children.
    const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + (fields[at] ?? 0), 0);
    return { parent: fields[1] ?? 0, ticks };
  } catch {
    return null;
  }
}

/** Proportional memory of a process: its own and its share of what several processes use. */
function memoryOf(pid: number): number | null {
  try {
    const kilobytes = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
    return kilobytes ? Number(kilobytes) * 1024 : null;
  } catch {
    return null;
  }
}

/** Resident memory of one process in bytes, as `ps` shows it. */
export function residentBytes(pid: number): number | null {
  try {
    const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes ? Number(kilobytes) * 1024 : null;
  } catch {
    return null;
  }
}

/** Usage of a process with all its children. */
export function usageOf(pid: number): Usage {
  const parents = new Map<number, number[]>();
  const ticks = new Map<number, number>();
  let names: string[] = [];
  try {
    names = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return { cpuSeconds: 0, memoryBytes: null };
  }
  for (const name of names) {
    const found = statOf(Number(name));
    if (!found) continue;
    ticks.set(Number(name), found.ticks);
    parents.set(found.parent, [...(parents.get(found.parent) ?? []), Number(name)]);
  }
  const family = [pid];
  for (let at = 0; at < family.length; at++) family.push(...(parents.get(family[at] ?? 0) ?? []));
  const memory = family.map(memoryOf);
  return {
    cpuSeconds: family.reduce((sum, one) => sum + (ticks.get(one) ?? 0), 0) / ticksPerSecond,
    memoryBytes: memory.every((one) => one === null) ? null : memory.reduce<number>((sum, one) => sum + (one ?? 0), 0),
  };
}
