import { type DecoderBenchOptions, reportFigures } from '@lamella/profiling';

/** Prints time and memory of a decoder's training step, and how fast it decodes. */
export async function run(options: DecoderBenchOptions): Promise<number> {
  console.log(
    await reportFigures(options, async () => (await import('@lamella/profiling')).benchDecoder(options)),
  );
  return 0;
}
