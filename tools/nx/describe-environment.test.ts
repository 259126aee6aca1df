import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeEnvironment } from './describe-environment.ts';

test('names the engine’s key, and each Python with its packages', () => {
  const [engine, ...pythons] = describeEnvironment({ LAMELLA_PYTHON: 'python3' }).split('\n');
  expect(engine).toMatch(/^engine \{"key":"[0-9a-f]{16}"\}$/);
  expect(pythons).toEqual([
    expect.stringMatching(/^LAMELLA_PYTHON python3 3\.\d+/),
    expect.stringMatching(/^LAMELLA_PYTHON_NEWEST python3 3\.\d+/),
  ]);
});

test('changes with the packages, the program and the engine that is asked for', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-python-'));
  const program = join(folder, 'python');
  const install = (packages: string): string => {
    writeFileSync(program, `#!/bin/sh\necho "3.11.7 ${packages}"\n`);
    chmodSync(program, 0o755);
    return describeEnvironment({ LAMELLA_PYTHON: program });
  };
  const seen = [
    install('peft==0.13.2'),
    install('peft==0.21.2'),
    describeEnvironment({ LAMELLA_PYTHON: `${program}3` }),
    describeEnvironment({ LAMELLA_PYTHON: program, LAMELLA_PYTHON_NEWEST: program }),
    describeEnvironment({ LAMELLA_PYTHON: program, LAMELLA_DEVICE: 'cuda' }),
  ];
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen[2]).toContain('python3 does not start');
  rmSync(folder, { recursive: true });
});
