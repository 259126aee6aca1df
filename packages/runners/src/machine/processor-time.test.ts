import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parseMachineTime, parseProcess, readProcessorTime } from './processor-time.ts';

test('the time of a machine: what was stolen is busy, waiting for a disk is not, guests count once', () => {
  const stat = 'cpu  100 20 30 800 40 5 6 7 50 10\ncpu0 1 2 3 4 5 6 7 8 0 0\nbtime 1\n';
  expect(parseMachineTime(stat)).toEqual({ busy: 168, all: 1008 });
  expect(() => parseMachineTime('cpu\n')).toThrow(/in \/proc\/stat/);
});

test('the time of a process with that of its ended children, whatever its name is', () => {
  const stat = '42 (a) b (c) S 7 42 42 0 -1 4194304 9 9 9 9 11 13 17 19 20 0 1 0 5 9 9';
  expect(parseProcess(stat)).toEqual({ parent: 7, ticks: 60 });
  expect(parseProcess('42 (a')).toBeUndefined();
});

// Elsewhere there is no /proc.
(existsSync('/proc/stat') ? test : test.skip)(
  'a child’s work is own time, and never more than the machine’s',
  () => {
    const before = readProcessorTime();
    spawnSync(process.execPath, ['-e', 'const end = Date.now() + 300; while (Date.now() < end);']);
    const after = readProcessorTime();
    if (before === undefined || after === undefined) throw new Error('Expected times from /proc');
    const own = after.own - before.own;
    // At least a tenth of what it wanted, on however busy a machine.
    expect(own).toBeGreaterThanOrEqual(3);
    expect(after.busy - before.busy).toBeGreaterThanOrEqual(own - 2);
    expect(after.all).toBeGreaterThan(before.all);
  },
);
