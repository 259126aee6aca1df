import type { EncoderBenchOptions } from '../bench/bench-encoder.ts';
import { reportFigures } from '../bench/report-figures.ts';

/** Prints time and memory of an encoder's training step. */
export async function run(options: EncoderBenchOptions): Promise<number> {
  console.log(
    await reportFigures(options, async () =>
      (await import('../bench/bench-encoder.ts')).benchEncoder(options),
    ),
  );
  return 0;
}
