import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Point } from './injected-fault.ts';
import { type Outcome, readOutcome } from './outcome.ts';
import { Scene } from './scene.ts';
import { tryFault } from './try-fault.ts';

// Processes start slowly on a busy machine; inject-faults.ts tries each point.
import.meta.jest.setTimeout(240_000);

let trace: readonly Point[];
let expected: Outcome;
beforeAll(async () => {
  const scene = new Scene('answers');
  const { code } = await scene.run();
  expect(code).toBe(0);
  [trace, expected] = [scene.trace, readOutcome(scene)];
  scene.remove();
});

function find(label: RegExp): Point {
  const point = trace.find((each) => label.test(each.label));
  if (point === undefined) throw new Error(`Expected ${String(label)} among the operations`);
  return point;
}

test('a run whose worker is killed in a write of a checkpoint says so, and the next one ends as if nothing had happened', async () => {
  const point = find(/^write .*\/\.step-2-.*tensors\.safetensors/);
  const report = await tryFault({ scene: 'answers', fault: 'kill', point, engine: 'processes' }, expected);
  expect(report).toEqual({ wentOn: false, message: expect.stringMatching(/SIGKILL|killed/), findings: [] });
});

test('a disk that is full at the lock is told in a line, and nothing is left', async () => {
  const scene = new Scene('answers');
  const { role, ...point } = find(/^write answers\/\.lock\./);
  const { code, stderr } = await scene.run({ fault: 'ENOSPC', role, point });
  expect(code).toBe(1);
  expect(stderr.trim().split('\n').at(-1)).toMatch(
    /^Cannot write \S+\/\.lock: the disk is full\. Free some space/,
  );
  expect(existsSync(join(scene.runFolder, 'experiment.json'))).toBe(false);
  scene.remove();
});

test('operations are counted by their names, of the run and of its workers', () => {
  const starts = trace.filter(({ label }) => label === 'write answers/logs/run.jsonl');
  expect(starts.map(({ occurrence }) => occurrence)).toEqual(starts.map((_, index) => index + 1));
  expect(new Set(trace.map(({ role }) => role))).toEqual(new Set(['main', 'worker']));
});
