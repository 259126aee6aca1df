// Works on trials of a run as `lamella work` does, with trials that count steps:
// work-example.ts RUN --workers 1 --threads 1 (--trial ID | --importance-of ID). EXAMPLE_STEPS and EXAMPLE_STEP_MS say how many.
import { parseArgs } from 'node:util';
import { workOnRun } from '../work-on-run.ts';
import { steppingPool } from './stepping-trial.ts';

const options = {
  trial: { type: 'string' },
  'importance-of': { type: 'string' },
  workers: { type: 'string' },
  threads: { type: 'string' },
} as const;
const { values, positionals } = parseArgs({ options, allowPositionals: true });
const [folder = ''] = positionals;
const controller = new AbortController();
process.on('SIGTERM', () => controller.abort());
const steps = Number(process.env['EXAMPLE_STEPS'] ?? 10);
const stepMs = Number(process.env['EXAMPLE_STEP_MS'] ?? 100);
if (values.trial !== undefined) {
  const { left, failed } = await workOnRun({
    ...{ folder, trials: [values.trial], workers: 1, threads: 1, signal: controller.signal },
    pool: steppingPool({ runFolder: folder, steps, stepMs }),
  });
  process.exitCode = left.length > 0 ? 75 : failed.length > 0 ? 1 : 0;
}
