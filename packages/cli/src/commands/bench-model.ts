import type { ModelBenchOptions } from '@lamella/profiling';
import { reportFigures } from '@lamella/profiling/report';

/** Prints time and memory of a training step of some model. */
export async function run(options: ModelBenchOptions): Promise<number> {
  console.log(
    await reportFigures(options, async () => (await import('@lamella/profiling')).benchModel(options)),
  );
  return 0;
}
