// Runs an experiment with fake workers, as `lamella run` does with real ones: run-example.ts SPEC RUNS_FOLDER WORKERS
import { WorkerPool } from '@lamella/runners';
import { fileURLToPath } from 'node:url';
import { runExperiment } from '../run-experiment.ts';
import { readSpec } from '@lamella/spec';

const [specPath = '', runsFolder = '', workers = '1'] = process.argv.slice(2);
const args = ['--import', 'tsx', fileURLToPath(new URL('fake-worker.ts', import.meta.url))];
const controller = new AbortController();
process.on('SIGINT', () => controller.abort());
const summary = await runExperiment(await readSpec(specPath), {
  runsFolder,
  pool: new WorkerPool({ command: { file: process.execPath, args }, size: Number(workers) }),
  workers: Number(workers),
  threads: 1,
  signal: controller.signal,
});
process.stdout.write(JSON.stringify(summary));
