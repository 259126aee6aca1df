// Times training steps op by op and compiled, in turn, and compares their losses:
// node --import tsx tools/bench/compiled-vs-eager.ts [--shape mini|base] [--steps N]
import './user-errors.ts';
import { parseArgs } from 'node:util';
import { unknownName, UserError } from '@lamella/core';
import { EncoderBenchmark, type EncoderShape, SHAPES, type StepTiming } from './encoder-benchmark.ts';
import { median } from '@lamella/metrics';

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
  const eager = new EncoderBenchmark(shape, { isEager: true });
  const compiled = new EncoderBenchmark(shape, { isEager: false });
  const takeSteps = (): readonly [StepTiming, StepTiming] => [eager.run(), compiled.run()];
  const first = takeSteps();
  const pairs = Array.from({ length: numSteps }, takeSteps);
  eager.dispose();
  compiled.dispose();
  const medianOf = (key: 'seconds' | 'cpuSeconds') => {
    const [eager, compiled] = [
      median(pairs.map(([step]) => step[key])),
      median(pairs.map(([, step]) => step[key])),
    ];
    return { eager, compiled, ratio: eager / compiled };
  };
  const differences = [first, ...pairs].map(([a, b]) => Math.abs(a.loss - b.loss) / Math.abs(a.loss));
  return {
    ...shape,
    numSteps,
    seconds: medianOf('seconds'),
    cpuSeconds: medianOf('cpuSeconds'),
    firstCompiledSeconds: first[1].seconds,
    largestRelativeLossDifference: Math.max(...differences),
  };
}
