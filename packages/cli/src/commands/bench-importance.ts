import { isForwardMethod } from '@lamella/metrics/selection';
import type { ImportanceBenchOptions } from '@lamella/profiling';
import { benchedMethod, reportFigures } from '@lamella/profiling/report';

/** Prints the importance of an encoder's layers and how long it took. */
export async function run(
  options: Omit<ImportanceBenchOptions, 'samples'> & { readonly samples?: number },
): Promise<number> {
  const { samples = isForwardMethod(benchedMethod(options.method)) ? 2000 : 256 } = options;
  const whole = { ...options, samples };
  console.log(
    await reportFigures(whole, async () => (await import('@lamella/profiling')).benchImportance(whole)),
  );
  return 0;
}
