// Runs an experiment with fake workers, as `lamella run` does with real ones: run-example.ts SPEC RUNS_FOLDER. With a third argument
// it works on the run of that name, as `lamella work` does. CLAIM_TIMES are the `ClaimTimes` in JSON.
import { type ClaimTimes, WorkerPool } from '@lamella/runners';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runExperiment } from '../run-experiment.ts';
import { readSpec } from '@lamella/spec';
import { workOnRun } from '../work-on-run.ts';

const [specPath = '', runsFolder = '', name] = process.argv.slice(2);
const args = ['--import', 'tsx', fileURLToPath(new URL('fake-worker.ts', import.meta.url))];
const controller = new AbortController();
process.on('SIGINT', () => controller.abort()).on('SIGTERM', () => controller.abort());
const options = {
  pool: new WorkerPool({ command: { file: process.execPath, args } }),
  ...{ workers: 1, threads: 1, signal: controller.signal },
  claimTimes: JSON.parse(process.env['CLAIM_TIMES'] ?? '{}') as ClaimTimes,
};
const summary =
  name === undefined
    ? await runExperiment(await readSpec(specPath), { runsFolder, ...options })
    : await workOnRun({ folder: join(runsFolder, name), ...options });
process.stdout.write(JSON.stringify(summary));
