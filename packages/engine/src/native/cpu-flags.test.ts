import { existsSync } from 'node:fs';
import { readCpuFlags } from './cpu-flags.ts';

test('the flags are names of instructions, where the system tells them', () => {
  const flags = readCpuFlags();
  expect(flags.length > 0).toBe(existsSync('/proc/cpuinfo'));
  for (const flag of flags) expect(flag).toMatch(/^[a-z0-9_]+$/);
});
