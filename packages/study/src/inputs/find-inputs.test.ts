import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ExperimentSpec, readSpec, type ResolvedTrial } from '@lamella/spec';
import { exampleWorkspace, type ExampleWorkspace } from '@lamella/spec/testing';
import { findInputs, type FindInputsOptions, type Inputs } from './find-inputs.ts';

let workspace: ExampleWorkspace;
beforeEach(() => (workspace = exampleWorkspace()));
afterEach(() => workspace.remove());

const find = async (options: Partial<FindInputsOptions> = {}, changes: Partial<ExperimentSpec> = {}) =>
  findInputs({ ...(await readSpec(workspace.specPath)), ...changes }, { download: true, ...options });
const trialOf = ({ trials }: Inputs, task: string): ResolvedTrial => {
  const found = trials.find((trial) => trial.task === task);
  if (found === undefined) throw new Error(`Expected a trial of ${task}`);
  return found;
};
const dataOf = (inputs: Inputs, task: string) => inputs.dataOf(trialOf(inputs, task));
const hashOf = (inputs: Inputs): string | undefined => inputs.modelOf(trialOf(inputs, 'cola').model).hash;

describe('findInputs', () => {
  test('identifies model and data, task by task', async () => {
    const first = await find();
    expect(new Set(first.trials.map(({ task }) => task))).toEqual(new Set(['cola', 'rte']));
    expect(dataOf(first, 'cola')?.numTrain).toBe(2);
    writeFileSync(
      join(workspace.glueFolder, 'RTE', 'train.tsv'),
      'index\tsentence1\tsentence2\tlabel\n0\tA.\tB.\tentailment\n',
    );
    const second = await find();
    expect(dataOf(second, 'cola')).toEqual(dataOf(first, 'cola'));
    expect(dataOf(second, 'rte')?.hash).not.toBe(dataOf(first, 'rte')?.hash);
    expect(hashOf(second)).toBe(hashOf(first));
  });

  test('a limit on rows is other data, trial by trial', async () => {
    const limited = await find({}, { perTask: { cola: { rows: { train: 1 } } } });
    expect(dataOf(limited, 'cola')).toMatchObject({ numTrain: 1, numScored: 2, hash: expect.any(String) });
    expect(dataOf(limited, 'cola')?.hash).not.toBe(dataOf(await find(), 'cola')?.hash);
    const swept = await find({}, { sweep: { layers: [2], seed: [1], set: { 'rows.train': [1, 2] } } });
    const numbers = swept.trials
      .filter(({ task }) => task === 'cola')
      .map((one) => swept.dataOf(one)?.numTrain);
    expect(numbers).toEqual([1, 1, 1, 2, 2, 2]);
  });

  test('parts of a spec are what is asked for, and no more data is read', async () => {
    const inputs = await find({
      parts: [
        { tasks: ['cola'], seeds: [1] },
        { tasks: ['cola'], methods: ['cka'] },
      ],
    });
    expect(inputs.trials.map(({ id }) => id)).toEqual([
      'cola-full-seed1',
      'cola-all-r8-seed1',
      'cola-cka-n2-r8-seed1',
      'cola-cka-n2-r8-seed2',
    ]);
  });

  test('a data set that is not downloaded stays unknown in a plan', async () => {
    const home = process.env['HF_HOME'];
    process.env['HF_HOME'] = workspace.root;
    const data = { kind: 'hub', id: 'nobody/nothing' } as const;
    expect(dataOf(await find({ download: false }, { data }), 'cola')).toBeUndefined();
    expect(process.env['HF_HUB_OFFLINE']).toBeUndefined();
    if (home === undefined) delete process.env['HF_HOME'];
    else process.env['HF_HOME'] = home;
  });

  test.each([
    ['a missing folder', { data: { kind: 'folder', path: '/none' } }, /no such file/],
    [
      'another kind of data',
      { data: { kind: 'files', train: '/none' } },
      /mini-glue, folder or hub, got files/,
    ],
    ['a target that no layer has', { adapter: { targets: ['quary'] } }, /Did you mean "query"/],
    ['more layers than there are', { sweep: { layers: [9], seed: [1] } }, /doesn't fit a model of 4 layers/],
  ] as const)('%s is an error in a plan as well', async (_name, changes, message) => {
    await expect(find({ download: false }, changes)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(message),
    });
  });

  test('what is not here is told where this is wanted, and the rest is checked', async () => {
    const absent: string[] = [];
    const options = { download: false, onAbsent: (what: string) => absent.push(what) };
    await find(options, { data: { kind: 'folder', path: '/none' } });
    expect(absent).toEqual(['the data of cola', 'the data of rte']);
    absent.length = 0;
    const { trials } = await find(options, { model: '/none/model' });
    expect([trials, absent]).toEqual([[], ['the model model']]);
    await expect(
      find(options, { model: '/none/model', data: { kind: 'files', train: '/none' } }),
    ).rejects.toThrow(/got files/);
    writeFileSync(join(workspace.glueFolder, 'CoLA', 'dev.tsv'), 'broken');
    await expect(find(options, { model: '/none/model' })).rejects.toMatchObject({ exitCode: 2 });
  });
});
