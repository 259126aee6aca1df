import { existsSync, readFileSync } from 'node:fs';

/** The names of the processor's instructions in /proc/cpuinfo; none where there is no such file. */
export function readCpuFlags(): string[] {
  if (!existsSync('/proc/cpuinfo')) return [];
  const line = /^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'));
  return line?.[1]?.trim().split(/\s+/) ?? [];
}
