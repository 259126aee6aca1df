import type { DecodingBenchOptions } from '@lamella/profiling';
import { reportFigures } from '@lamella/profiling/report';

/** Prints how fast a model decodes. */
export async function run(options: DecodingBenchOptions): Promise<number> {
  console.log(
    await reportFigures(options, async () => (await import('@lamella/profiling')).benchDecoding(options)),
  );
  return 0;
}
