import type { ImportanceBenchOptions } from '../bench/bench-importance.ts';
import { reportFigures } from '../bench/report-figures.ts';

/** Prints the importance of an encoder's layers and how long it took. */
export async function run(
  options: Omit<ImportanceBenchOptions, 'samples'> & { readonly samples?: number },
): Promise<number> {
  const { samples = options.method === 'cka' ? 2000 : 256 } = options;
  const whole = { ...options, samples };
  console.log(
    await reportFigures(whole, async () =>
      (await import('../bench/bench-importance.ts')).benchImportance(whole),
    ),
  );
  return 0;
}
