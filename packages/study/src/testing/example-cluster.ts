import { fileURLToPath } from 'node:url';
import type { Cluster } from '../slurm/cluster-run.ts';

/** A cluster whose tasks count steps, see `work-example.ts`, and that is looked at often. */
export function exampleCluster(more: Pick<Cluster, 'slurm'> & Partial<Cluster>): Cluster {
  const program = fileURLToPath(new URL('work-example.ts', import.meta.url));
  return {
    settings: { time: 10, memory: 200 },
    threads: 1,
    command: [process.execPath, '--import', fileURLToPath(import.meta.resolve('tsx')), program],
    costOf: () => undefined,
    ...{ pollMs: { least: 200, most: 500 }, settleMs: 1000 },
    ...more,
  };
}
