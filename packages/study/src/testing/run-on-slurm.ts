// Runs two trials of an experiment on a Slurm cluster, which count steps: run-on-slurm.ts SPEC RUNS_FOLDER
import { slurm } from '@lamella/runners';
import { readSpec } from '@lamella/spec';
import { runExperiment } from '../run-experiment.ts';
import { exampleCluster } from './example-cluster.ts';

const [specPath = '', runsFolder = ''] = process.argv.slice(2);
await runExperiment(await readSpec(specPath), {
  ...{ runsFolder, workers: 1, threads: 1, signal: new AbortController().signal },
  parts: [{ tasks: ['cola'], methods: ['full'] }],
  cluster: exampleCluster({ slurm }),
});
