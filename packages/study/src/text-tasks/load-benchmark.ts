import { UserError } from '@lamella/core';
import { readGsm8k, readHumanEval, readMath, readMbpp } from '@lamella/datasets';
import type { Benchmark } from '../benchmarks/benchmark.ts';
import { humanEvalBenchmark, mbppBenchmark } from '../benchmarks/code-problems.ts';
import { gsm8kBenchmark, mathBenchmark } from '../benchmarks/math-problems.ts';
import type { BenchmarkName } from '@lamella/spec';

const readers: Readonly<Partial<Record<BenchmarkName, (path: string) => Benchmark>>> = {
  gsm8k: (path) => gsm8kBenchmark(readGsm8k(path)),
  math: (path) => mathBenchmark(readMath(path)),
  humaneval: (path) => humanEvalBenchmark(readHumanEval(path)),
  mbpp: (path) => mbppBenchmark(readMbpp(path)),
};

/**
 * Reads a benchmark from its authors' file.
 *
 * @throws UserError for a benchmark that no file holds, or a file that is missing or malformed
 */
export function readBenchmark(name: BenchmarkName, path: string): Benchmark {
  const reader = readers[name];
  if (reader !== undefined) return reader(path);
  const known = Object.keys(readers).join(', ');
  throw new UserError(`Expected a benchmark that is read from a file (${known}), got ${name}.`, {
    exitCode: 2,
  });
}
