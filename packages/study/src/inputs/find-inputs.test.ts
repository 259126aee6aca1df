import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSpec } from '@lamella/spec';
import { exampleWorkspace, type ExampleWorkspace } from '@lamella/spec/testing';
import { findInputs } from './find-inputs.ts';

let workspace: ExampleWorkspace;
beforeEach(() => (workspace = exampleWorkspace()));
afterEach(() => workspace.remove());

describe('findInputs', () => {
  test('identifies model and data, task by task', async () => {
    const spec = await readSpec(workspace.specPath);
    const first = await findInputs(spec, { download: true });
    expect([...first.tasks.keys()]).toEqual(['cola', 'rte']);
    expect(first.tasks.get('cola')?.numTrain).toBe(2);
    writeFileSync(
      join(workspace.glueFolder, 'RTE', 'train.tsv'),
      'index\tsentence1\tsentence2\tlabel\n0\tA.\tB.\tentailment\n',
    );
    const second = await findInputs(spec, { download: true });
    expect(second.tasks.get('cola')).toEqual(first.tasks.get('cola'));
    expect(second.tasks.get('rte')?.hash).not.toBe(first.tasks.get('rte')?.hash);
    expect(second.model.hash).toBe(first.model.hash);
  });

  test('a limit on rows is other data', async () => {
    const spec = await readSpec(workspace.specPath);
    const limited = await findInputs(
      { ...spec, perTask: { cola: { rows: { train: 1 } } } },
      { download: true },
    );
    expect(limited.tasks.get('cola')).toMatchObject({ numTrain: 1, hash: expect.any(String) });
    expect(limited.tasks.get('cola')?.hash).not.toBe(
      (await findInputs(spec, { download: true })).tasks.get('cola')?.hash,
    );
  });

  test('a data set that is not downloaded stays unknown in a plan', async () => {
    const spec = {
      ...(await readSpec(workspace.specPath)),
      data: { kind: 'hub', id: 'nobody/nothing' },
    } as const;
    const home = process.env['HF_HOME'];
    process.env['HF_HOME'] = workspace.root;
    expect((await findInputs(spec, { download: false })).tasks.size).toBe(0);
    expect(process.env['HF_HUB_OFFLINE']).toBeUndefined();
    if (home === undefined) delete process.env['HF_HOME'];
    else process.env['HF_HOME'] = home;
  });

  test('a missing folder is an error in a plan as well', async () => {
    const spec = {
      ...(await readSpec(workspace.specPath)),
      data: { kind: 'folder', path: join(workspace.root, 'none') },
    } as const;
    await expect(findInputs(spec, { download: false })).rejects.toThrow(/none/);
  });
});
