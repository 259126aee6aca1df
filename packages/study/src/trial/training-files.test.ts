import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dropWholeWeights, findDamagedWeights, readReport, writeReport } from './training-files.ts';

const training = {
  key: 'a',
  epochs: [{ epoch: 1, trainLoss: 1, seconds: 2, metrics: {} }],
  losses: [2, 1],
  cost: { steps: 2, secondsPerStep: 1, trainSeconds: 2, peakMemoryBytes: 100 },
};
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lamella-training-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('a report tells whether the weights are those that were written', async () => {
  expect(readReport(folder)).toEqual({ kind: 'absent' });
  writeFileSync(join(folder, 'weights.safetensors'), 'weights');
  await writeReport(folder, training);
  const report = readReport(folder);
  if (report.kind !== 'whole') throw new Error(`Expected a whole report, got a ${report.kind} one`);
  expect(report.value).toMatchObject(training);
  expect(await findDamagedWeights(folder, report.value)).toBeUndefined();
  writeFileSync(join(folder, 'weights.safetensors'), 'waights');
  expect(await findDamagedWeights(folder, report.value)).toMatch(
    /^weights\.safetensors is not what was written/,
  );
});

test('a report of a later version is not believed', async () => {
  await writeReport(folder, training);
  const path = join(folder, 'training.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace('"format":2', '"format":3'));
  expect(readReport(folder)).toMatchObject({
    kind: 'damaged',
    reason: expect.stringContaining('later Lamella'),
  });
});

test('whole weights go with their report, all else stays', async () => {
  writeFileSync(join(folder, 'math.jsonl'), '');
  writeFileSync(join(folder, 'weights.safetensors'), 'weights');
  await writeReport(folder, training);
  await dropWholeWeights(folder);
  expect(readdirSync(folder)).toEqual(['math.jsonl']);
  await writeReport(folder, training);
  await dropWholeWeights(folder);
  expect(existsSync(join(folder, 'training.json'))).toBe(true);
});
