import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  dropTraining,
  dropWholeWeights,
  findDamagedWeights,
  readReport,
  type TrainingReport,
  writeReport,
} from './training-files.ts';

const training = {
  key: 'a',
  epochs: [{ epoch: 1, trainLoss: 1, seconds: 2, metrics: {} }],
  losses: [2, 1],
  cost: { steps: 2, secondsPerStep: 1, trainSeconds: 2, peakMemoryBytes: 100 },
};
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lamella-training-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function wholeReport(): TrainingReport {
  const report = readReport(folder);
  if (report.kind !== 'whole') throw new Error(`Expected a whole report, got a ${report.kind} one`);
  return report.value;
}

test('a report tells whether the weights are those that were written', async () => {
  expect(readReport(folder)).toEqual({ kind: 'absent' });
  writeFileSync(join(folder, 'weights.safetensors'), 'weights');
  await writeReport({ folder }, { ...training, hasAdapter: false });
  const report = wholeReport();
  expect(report).toMatchObject(training);
  expect(await findDamagedWeights({ folder }, report)).toBeUndefined();
  writeFileSync(join(folder, 'weights.safetensors'), 'waights');
  expect(await findDamagedWeights({ folder }, report)).toMatch(
    /^weights\.safetensors is not what was written/,
  );
});

test('a report of a later version is not believed', async () => {
  await writeReport({ folder }, { ...training, hasAdapter: false });
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
  await writeReport({ folder }, { ...training, hasAdapter: false });
  await dropWholeWeights(folder);
  expect(readdirSync(folder)).toEqual(['math.jsonl']);
  await writeReport({ folder }, { ...training, hasAdapter: false });
  await dropWholeWeights(folder);
  expect(existsSync(join(folder, 'training.json'))).toBe(true);
});

test('an adapter may lie elsewhere; its model card is no weight, and it goes once nobody needs it', async () => {
  const adapterFolder = join(folder, 'kept');
  const folders = { folder, adapterFolder };
  mkdirSync(adapterFolder);
  for (const name of ['adapter_model.safetensors', 'README.md'])
    writeFileSync(join(adapterFolder, name), name);
  await writeReport(folders, { ...training, hasAdapter: true });
  expect(Object.keys(wholeReport().files ?? {})).toEqual(['adapter/adapter_model.safetensors']);
  writeFileSync(join(adapterFolder, 'README.md'), 'with scores');
  expect(await findDamagedWeights(folders, wholeReport())).toBeUndefined();
  writeFileSync(join(adapterFolder, 'adapter_model.safetensors'), 'other');
  expect(await findDamagedWeights(folders, wholeReport())).toMatch(
    /^adapter\/adapter_model\.safetensors is not/,
  );
  await dropTraining(folders);
  expect(readdirSync(folder)).toEqual([]);
  mkdirSync(adapterFolder);
  await writeReport(folders, { ...training, hasAdapter: false });
  await dropTraining(folders);
  expect(readdirSync(folder)).toEqual(['kept', 'training.json']);
});
