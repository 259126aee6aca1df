import type { ModelBenchOptions } from '../bench/bench-model.ts';
import { reportFigures } from '../bench/report-figures.ts';

/** Prints time and memory of a training step of some model. */
export async function run(options: ModelBenchOptions): Promise<number> {
  console.log(
    await reportFigures(options, async () => (await import('../bench/bench-model.ts')).benchModel(options)),
  );
  return 0;
}
