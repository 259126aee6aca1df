import { readFileSync, writeFileSync } from 'node:fs';

/** The peak memory of a piece of work in a process that did others before. */
export interface PeakMemory {
  readonly bytes: number;
  /** Whether memory is left out that the process had before and did not use. */
  readonly isOwn: boolean;
}

/** What starts a measurement when it is written to `clear_refs`; see proc(5). */
const clears = { peak: '5', marksOfUse: '2' };
let hasClearMarks = false;

/** Starts a new measurement of {@link peakMemoryBytes}; on systems other than Linux it goes on from the process's start. */
export function resetPeakMemory(): void {
  hasClearMarks = false;
  try {
    for (const what of [clears.peak, clears.marksOfUse]) writeFileSync('/proc/self/clear_refs', what);
    hasClearMarks = true;
  } catch {
    // Not Linux, or not permitted: the peak is then that of the whole process.
  }
}

/** The largest resident memory of this process since the last {@link resetPeakMemory}, in bytes. */
export function peakMemoryBytes(): number {
  return linuxPeak() ?? process.resourceUsage().maxRSS * 1024;
}

/**
 * The peak since the last {@link resetPeakMemory}, without memory that the process had before and has not used since: what an allocator
 * keeps of earlier work, as TensorFlow's does for as long as the process lives. The kernel marks each page that is used; where it
 * doesn't tell, the peak is that of the process.
 */
export function ownPeakMemory(): PeakMemory {
  const bytes = peakMemoryBytes();
  const unused = hasClearMarks ? unusedBytes() : undefined;
  return unused === undefined ? { bytes, isOwn: false } : { bytes: bytes - unused, isOwn: true };
}

function linuxPeak(): number | undefined {
  try {
    return bytesOf('VmHWM', readFileSync('/proc/self/status', 'utf8'));
  } catch {
    return undefined;
  }
}

/** Resident memory, of mappings without a file or a name, that was not used since the marks were cleared. */
function unusedBytes(): number | undefined {
  try {
    const mappings = readFileSync('/proc/self/smaps', 'utf8').split(/^(?=[\da-f]+-[\da-f]+ )/m);
    return mappings
      .filter((mapping) => /^\S+ \S+ \S+ \S+ 0 *\n/.test(mapping))
      .map((mapping) => (bytesOf('Rss', mapping) ?? 0) - (bytesOf('Referenced', mapping) ?? 0))
      .reduce((sum, bytes) => sum + bytes, 0);
  } catch {
    return undefined;
  }
}

/** The bytes that a line such as `Rss:  12 kB` says. */
function bytesOf(name: string, lines: string): number | undefined {
  const kibibytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(lines)?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}
