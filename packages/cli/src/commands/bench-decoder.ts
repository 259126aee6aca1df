import type { DecoderBenchOptions } from '@lamella/profiling';
import { reportFigures } from '@lamella/profiling/report';

/** Prints time and memory of a decoder's training step, and how fast it decodes. */
export async function run(options: DecoderBenchOptions): Promise<number> {
  console.log(
    await reportFigures(options, async () => (await import('@lamella/profiling')).benchDecoder(options)),
  );
  return 0;
}
