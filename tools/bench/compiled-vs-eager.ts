// Times training steps op by op and compiled, in turn, and compares their losses:
// node --import tsx tools/bench/compiled-vs-eager.ts [--shape mini|base] [--steps N]
import { parseArgs } from 'node:util';
import { unknownName, UserError } from '@lamella/core';
import { EncoderBenchmark, type EncoderShape, median, SHAPES } from './encoder-benchmark.ts';

const { values: options } = parseArgs({
  options: { shape: { type: 'string', default: 'mini' }, steps: { type: 'string', default: '15' } },
});
console.log(JSON.stringify(compare(findShape(options.shape), Number(options.steps))));

function findShape(name: string): EncoderShape {
  const [, shape] = Object.entries(SHAPES).find(([key]) => key === name) ?? [];
  if (shape === undefined)
    throw new UserError(unknownName('shape', name, Object.keys(SHAPES)), { exitCode: 2 });
  return shape;
}

/** Both take the same steps from the same weights, so that their losses can be compared step by step. */
function compare(shape: EncoderShape, numSteps: number): Record<string, unknown> {
  const [eager, compiled] = [true, false].map((isEager) => new EncoderBenchmark(shape, { isEager })) as [
    EncoderBenchmark,
    EncoderBenchmark,
  ];
  const warmUp = [eager.run(), compiled.run()] as const;
  const pairs = Array.from({ length: numSteps }, () => [eager.run(), compiled.run()] as const);
  eager.dispose();
  compiled.dispose();
  const [eagerSeconds, compiledSeconds] = [0, 1].map((i) =>
    median(pairs.map((pair) => pair[i]?.seconds ?? NaN)),
  );
  const differences = [warmUp, ...pairs].map(([a, b]) => Math.abs(a.loss - b.loss) / Math.abs(a.loss));
  return {
    ...shape,
    numSteps,
    eagerSeconds,
    compiledSeconds,
    ratio: (eagerSeconds ?? NaN) / (compiledSeconds ?? NaN),
    firstCompiledSeconds: warmUp[1].seconds,
    largestRelativeLossDifference: Math.max(...differences),
  };
}
