import type { ExperimentSpec } from '@lamella/spec';
import { type Engine, shareCores } from '@lamella/study';
import { openCluster } from './open-cluster.ts';
import { startPool } from './start-pool.ts';

/** Where a run's trials run. */
export interface OpenEngine {
  readonly engine: Engine;
  readonly workers: number;
  /** Of a trial. */
  readonly threads: number;
  /** In words. */
  readonly where: string;
  /** What Ctrl-C does, in words. */
  readonly farewell: string;
}

/** Opens what a spec asks for: worker processes of this machine, or a cluster. */
export async function openEngine(spec: ExperimentSpec): Promise<OpenEngine> {
  if (spec.runner === 'slurm') {
    const { concurrency, cpus = spec.threads ?? 1 } = spec.slurm ?? {};
    const most = concurrency === undefined ? '' : `, at most ${concurrency} at a time`;
    return {
      ...{ engine: { cluster: await openCluster(spec) }, workers: concurrency ?? 1, threads: cpus },
      where: `as jobs of Slurm with ${cpus} processor(s) each${most}`,
      farewell: 'Leaving; the jobs go on. The next run follows them; with --cancel they are cancelled.',
    };
  }
  const { workers, threads } = shareCores(spec);
  return {
    ...{ engine: { pool: startPool(workers, threads) }, workers, threads },
    where: `${workers} worker(s) of ${threads} thread(s)`,
    farewell: 'Stopping; the next run goes on from here.',
  };
}
