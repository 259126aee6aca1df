import { readFileSync, writeFileSync } from 'node:fs';

/** Starts a new measurement of {@link peakMemoryBytes}; on systems other than Linux it goes on from the process's start. */
export function resetPeakMemory(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Not Linux, or not permitted: the peak is then that of the whole process.
  }
}

/** The largest resident memory of this process since the last {@link resetPeakMemory}, in bytes. */
export function peakMemoryBytes(): number {
  return linuxPeak() ?? process.resourceUsage().maxRSS * 1024;
}

function linuxPeak(): number | undefined {
  try {
    const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  } catch {
    return undefined;
  }
}
