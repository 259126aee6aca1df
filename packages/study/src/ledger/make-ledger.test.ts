import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { CLAIMS, readSpec } from '@lamella/spec';
import { publishedFolder, trialsOf, writeExperimentFile } from '../results/experiment-folder.ts';
import { ResultStore } from '../results/result-store.ts';
import { doneResult } from '../testing/example-results.ts';
import type { LedgerLine } from './ledger-line.ts';
import { makeLedger } from './make-ledger.ts';
import { renderLedger } from './render-ledger.ts';

const project = workspaceRoot();
const nowhere = join(tmpdir(), 'lamella-no-results');

test('without any results what is counted has a state, and all else says how to run it', async () => {
  const lines = await makeLedger({ project, published: nowhere });
  expect(lines).toHaveLength(CLAIMS.flatMap(({ experiments }) => experiments).length);
  for (const { claim, experiment, state, command } of lines)
    if (claim.kind === 'parameters' && experiment.scale === 'paper') expect(state).toBe('reproduced');
    else
      expect([state, command]).toEqual([
        'not run',
        expect.stringMatching(/^npx (?:lamella run experiments\/specs\/|nx run experiments:study .*--only=)/),
      ]);
  const text = renderLedger(lines, ({ experiment }) => `cost of ${experiment.name}`);
  expect(text).toContain("| the paper's models and data | 13 | 0 | 0 | 0 | 53 |");
  expect(text).toContain(
    '| glue-roberta-base | – | not run | `npx lamella run experiments/specs/glue/roberta-base.yaml --methods cka,all,full`: cost of glue-roberta-base |',
  );
  expect(text).toContain('| roberta-base, cola | `000110110110` | – | not run |');
});

test('a wrong published number is not reproduced', async () => {
  const wrong = CLAIMS.flatMap((claim) =>
    claim.id === 'parameters-roberta-base-all' && claim.kind === 'parameters'
      ? [{ ...claim, expected: { count: 1 } }]
      : [],
  );
  const [line] = await makeLedger({ project, published: nowhere }, wrong);
  expect(line).toMatchObject({ state: 'not reproduced', ours: '294,912' });
});

test('published results: two seeds of MiniLM decide nothing between CKA and all layers', async () => {
  const claims = CLAIMS.filter(({ id }) => id === 'glue');
  const lines = await makeLedger({ project, runs: nowhere, published: publishedFolder() }, claims);
  const line = lines.find(({ experiment }) => experiment.name === 'glue-minilm');
  // On MRPC as compare-arms.test.ts has it: −4.5 points.
  expect(line).toMatchObject({ state: 'undecided', ours: '−4.5 to +0.2', origin: 'published' });
  expect(line?.why).toMatch(/ Its spec has no full\.$/);
});

test('a run of a paper spec with another model is none of the paper', async () => {
  const runs = mkdtempSync(join(tmpdir(), 'lamella-ledger-'));
  cpSync(join(publishedFolder(), 'glue-mini'), join(runs, 'glue-roberta-base'), { recursive: true });
  const claims = CLAIMS.filter(({ id }) => id === 'glue' || id === 'layers-roberta-base-cola');
  const lines = await makeLedger({ project, runs, published: nowhere }, claims);
  rmSync(runs, { recursive: true });
  const found = lines.filter(({ experiment }) => experiment.name === 'glue-roberta-base');
  expect(found).toHaveLength(2);
  for (const line of found)
    expect(line).toMatchObject({
      state: 'not run',
      why: expect.stringContaining('those that are there are of another model, other data or other settings'),
    });
});

test('nothing is reproduced by a part of the trials', async () => {
  const runs = mkdtempSync(join(tmpdir(), 'lamella-ledger-'));
  const folder = join(runs, 'glue-mini');
  cpSync(join(publishedFolder(), 'glue-mini'), folder, { recursive: true });
  const generous = CLAIMS.flatMap((claim) =>
    claim.id === 'glue' && claim.kind === 'comparison' ? [{ ...claim, against: ['head'], margin: 1000 }] : [],
  );
  const judge = async (): Promise<LedgerLine | undefined> =>
    (await makeLedger({ project, runs, published: nowhere }, generous)).find(
      ({ experiment }) => experiment.name === 'glue-mini',
    );
  expect(await judge()).toMatchObject({ state: 'reproduced', origin: 'runs' });
  for (const name of readdirSync(folder)) if (name.startsWith('rte-')) rmSync(join(folder, name));
  expect(await judge()).toMatchObject({
    state: 'undecided',
    why: expect.stringContaining('Partial: 12 of 18 trials are done.'),
  });
  rmSync(runs, { recursive: true });
});

test('a part of the study: its draws stand for random layers, and parameters are those of results', async () => {
  const runs = mkdtempSync(join(tmpdir(), 'lamella-ledger-'));
  const folder = join(runs, 'study-minilm');
  const spec = await readSpec(join(project, 'experiments/specs/study/minilm.yaml'));
  await writeExperimentFile(folder, { spec, numLayers: 6 });
  const store = new ResultStore(folder);
  for (const trial of trialsOf({ spec, numLayers: 6 }).filter(({ task }) => task === 'cola'))
    await store.write(doneResult(trial));
  const claims = CLAIMS.filter(({ id }) => ['better-than-heuristics', 'half-the-parameters'].includes(id));
  const lines = await makeLedger({ project, runs, published: nowhere }, claims);
  rmSync(runs, { recursive: true });
  const [parameters, heuristics] = lines.filter(({ experiment }) => experiment.name === 'study-minilm');
  // Every result of the test has 600 parameters in its adapter.
  expect(parameters).toMatchObject({ state: 'not reproduced', ours: '100.0 %' });
  expect(parameters?.why).toBe('600 of 600, as results have them. Partial: 10 of 40 trials are done.');
  expect(heuristics?.why).toMatch(/^2 comparisons: /);
  expect(heuristics?.why).toContain(
    'Partial: 25 of 100 trials are done. Its spec has no first, last, alternating.',
  );
});

test('outside of a checkout the specs are missed by name', async () => {
  await expect(makeLedger({ project: nowhere, published: nowhere })).rejects.toThrow(
    /^Expected the specs of the paper's experiments in .*, got no glue\/roberta-base\.yaml: run this in a checkout of Lamella\.$/,
  );
});
