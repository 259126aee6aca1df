import type { EncoderBenchOptions } from '@lamella/profiling';
import { reportFigures } from '@lamella/profiling/report';

/** Prints time and memory of an encoder's training step. */
export async function run(options: EncoderBenchOptions): Promise<number> {
  console.log(
    await reportFigures(options, async () => (await import('@lamella/profiling')).benchEncoder(options)),
  );
  return 0;
}
