import { measureImportances } from './measure-importances.ts';
import { type RunningOptions, runTrials } from './run-trials.ts';
import type { RunWork } from './share-run.ts';

/** Does work in the worker processes of a pool. */
export function inPool(options: RunningOptions): RunWork {
  return async ({ due, measured }, parts) => {
    const shared = { ...parts, options };
    const { pool, signal } = options;
    const cancel = (): void => void pool.cancel();
    signal.addEventListener('abort', cancel);
    try {
      const importance = await measureImportances(measured, shared);
      const end = await runTrials(due, shared);
      return {
        elsewhere: end.elsewhere,
        failed: [...importance.failed, ...end.failed],
        left: [...importance.left, ...end.left],
      };
    } finally {
      signal.removeEventListener('abort', cancel);
      // An idle worker would keep this process alive.
      await (signal.aborted ? pool.cancel() : pool.close());
    }
  };
}
