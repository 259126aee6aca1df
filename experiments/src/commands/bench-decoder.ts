import type { DecoderBenchOptions } from '../bench/bench-decoder.ts';
import { reportFigures } from '../bench/report-figures.ts';

/** Prints time and memory of a decoder's training step, and how fast it decodes. */
export async function run(options: DecoderBenchOptions): Promise<number> {
  console.log(
    await reportFigures(options, async () =>
      (await import('../bench/bench-decoder.ts')).benchDecoder(options),
    ),
  );
  return 0;
}
