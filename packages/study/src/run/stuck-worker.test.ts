import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WorkerPool } from '@lamella/runners';
import { readSpec } from '@lamella/spec';
import { exampleWorkspace } from '@lamella/spec/testing';
import { runExperiment } from '../run-experiment.ts';

// Starting a process takes long on a busy machine.
import.meta.jest.setTimeout(60_000);

test('a worker that hangs is ended and reported, and the sweep goes on', async () => {
  const workspace = exampleWorkspace();
  const hanging = 'cola-full-seed1';
  const env = { FAKE_WORKER: JSON.stringify({ hangs: hanging }) };
  const program = fileURLToPath(new URL('../testing/fake-worker.ts', import.meta.url));
  const command = { file: process.execPath, args: ['--import', 'tsx', program], env };
  const spec = { ...(await readSpec(workspace.specPath)), limits: { stuckMinutes: 0.05 } };
  const summary = await runExperiment(spec, {
    runsFolder: workspace.runsFolder,
    pool: new WorkerPool({ command, graceMs: 200 }),
    ...{ workers: 1, threads: 1, signal: new AbortController().signal, stream: { write: () => {} } },
  });
  expect(summary).toMatchObject({ total: 12, failed: [hanging] });
  const result = readFileSync(join(workspace.runsFolder, 'example', `${hanging}.json`), 'utf8');
  expect(JSON.parse(result)).toMatchObject({
    status: 'failed',
    failure: {
      reason: 'timed-out',
      message: expect.stringMatching(
        /^No sign of life for \d+ s: the worker reported nothing and computed nothing\. It was ended in phase training \(epoch 1, step 1 of 2, loss 0\.500\)\. To allow longer pauses, set limits\.stuckMinutes\.$/u,
      ),
    },
  });
  workspace.remove();
});
