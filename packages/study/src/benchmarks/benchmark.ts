import type { ImageSource } from '@lamella/datasets';
import type { BenchmarkName } from '@lamella/spec';

/** A problem as a model reads it. */
export interface Question {
  /** Of its own within the benchmark. */
  readonly id: string;
  /** All of the text before the answer. */
  readonly prompt: string;
  /** What the answer is compared with: the right answer, or the program that checks it. */
  readonly reference: string;
  /** What the problem is one of, by kind of group: `{ level: 'Level 1', subject: 'Algebra' }`. */
  readonly groups: Readonly<Record<string, string>>;
  /** The image that `<image>` stands for in the prompt. */
  readonly image?: ImageSource;
}

/** What became of an answer. */
export interface Grade {
  /** By name; from 0 to 1. */
  readonly scores: Readonly<Record<string, number>>;
  /** The part of the answer that counts; null if none was found. */
  readonly extracted: string | null;
  readonly verdict: string;
}

/** A program that a model wrote, and the checks that it has to pass. */
export interface ProgramToJudge {
  /** Python that a model wrote: it is never trusted. */
  readonly program: string;
  /** Python of ours that is run after it; it fails by raising. */
  readonly check: string;
}

/** Runs programs where they can do no harm. */
export interface Judge {
  judge(task: ProgramToJudge): Promise<{ readonly verdict: string; readonly detail: string }>;
}

/** Problems with the rules by which answers are scored. */
export interface Benchmark {
  readonly name: BenchmarkName;
  readonly questions: readonly Question[];
  /** Tokens that an answer may have. */
  readonly maxNewTokens: number;
  /** Texts that end an answer, besides the end-of-text token. */
  readonly stopStrings: readonly string[];
  /** Whether answers are programs, which only a judge may run. */
  readonly runsCode: boolean;
  /** Scores an answer. @param judge is asked for if the answer is a program */
  grade(question: Question, completion: string, judge: Judge | undefined): Promise<Grade>;
}

/** The names of a benchmark, and the scores that it gives. */
export interface BenchmarkInfo {
  /** The name in print. */
  readonly title: string;
  /** Names of the scores, the one that tables show first. */
  readonly metrics: readonly [string, ...string[]];
}

const numbers = ['accuracy', 'accuracy-of-last-number'] as const;

const infos: Readonly<Record<BenchmarkName, BenchmarkInfo>> = {
  'mini-math': { title: 'mini-math', metrics: numbers },
  gsm8k: { title: 'GSM8K', metrics: numbers },
  math: { title: 'MATH', metrics: ['accuracy'] },
  'mini-code': { title: 'mini-code', metrics: ['pass@1'] },
  humaneval: { title: 'HumanEval', metrics: ['pass@1'] },
  mbpp: { title: 'MBPP', metrics: ['pass@1'] },
  'mini-sqa': { title: 'mini-sqa', metrics: ['accuracy'] },
  scienceqa: { title: 'ScienceQA-IMG', metrics: ['accuracy'] },
};

/** The names of a benchmark. */
export function benchmarkInfo(name: BenchmarkName): BenchmarkInfo {
  return infos[name];
}
