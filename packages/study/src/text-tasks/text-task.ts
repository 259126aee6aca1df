import type { InstructionExample } from '@lamella/datasets';
import type { Benchmark } from '../benchmarks/benchmark.ts';
import type { BenchmarkName, TextTaskName } from '@lamella/spec';

/** What a task is trained on and scored by. */
export interface TextTaskInfo {
  /** The name in print. */
  readonly title: string;
  /** Its benchmarks; the first score of the first one is the task's score. */
  readonly benchmarks: readonly [BenchmarkName, ...BenchmarkName[]];
}

/** A task's examples and problems. */
export interface TextTask {
  readonly train: readonly InstructionExample[];
  readonly benchmarks: readonly Benchmark[];
  /** What stands between an answer and the end-of-text token in training. */
  readonly ending: string;
  /** SHA-256 of all texts that are in it. */
  readonly hash: string;
}

const infos: Readonly<Record<TextTaskName, TextTaskInfo>> = {
  'mini-math': { title: 'mini-math', benchmarks: ['mini-math'] },
  metamath: { title: 'MetaMathQA', benchmarks: ['gsm8k', 'math'] },
  'mini-code': { title: 'mini-code', benchmarks: ['mini-code'] },
  python: { title: 'Python', benchmarks: ['humaneval', 'mbpp'] },
  'mini-sqa': { title: 'mini-sqa', benchmarks: ['mini-sqa'] },
  scienceqa: { title: 'ScienceQA', benchmarks: ['scienceqa'] },
};

/** What a task is. */
export function textTaskInfo(task: TextTaskName): TextTaskInfo {
  return infos[task];
}
