import { isForwardMethod } from '@lamella/metrics';
import { benchedMethod, type ImportanceBenchOptions, reportFigures } from '@lamella/profiling';

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
