import type { ImageSource } from '@lamella/datasets';
import type { OtherScoreName } from './other-score-names.ts';

/** A problem as a model reads it. */
export interface Question {
  /** Of its own within the benchmark. */
  readonly id: string;
  /** All of the text before the answer. */
  readonly prompt: string;
  /** The reference of the answer: the right answer, or the program that checks it. */
  readonly reference: string;
  /** The groups of the problem, by kind of group: `{ level: 'Level 1', subject: 'Algebra' }`. */
  readonly groups: Readonly<Record<string, string>>;
  /** The image that `<image>` stands for in the prompt. */
  readonly image?: ImageSource;
  /** How many choices the prompt offers, where it offers any. */
  readonly numChoices?: number;
  /** Of a question that is answered by a program. */
  readonly program?: QuestionProgram;
}

/** What a question asks of the program that answers it. */
export interface QuestionProgram {
  /** The function that it has to define. */
  readonly entryPoint: string;
  /** All of its check, which may need more than the reference. */
  readonly check: string;
  /** What stands before it when it is run, where the prompt doesn't say that. */
  readonly head?: string;
}

/** A problem whose answer is one of some texts, which a model weighs instead of writing one. */
export interface ChoiceQuestion extends Question {
  /** Texts that may stand after the prompt, two or more. */
  readonly choices: readonly string[];
  /** Which of the choices is right, from 0; `reference` is its text. */
  readonly answer: number;
}

/** The grade of an answer. */
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

/** Another grader's score of the same answers. */
export interface OtherScore {
  /** The score of an answer, from 0 to 1. @param judge is asked for if the answer is a program */
  score(
    question: Question,
    completion: string,
    judge: Judge | undefined,
  ): number | boolean | Promise<number | boolean>;
  /** How long that grader's answers are and what ends them, where that is not as it is here. */
  readonly limits?: AnswerLimits;
}

/** Scores of other graders by name. */
export type OtherScores = Readonly<Partial<Record<OtherScoreName, OtherScore>>>;

/** How long an answer may be. */
export interface AnswerLimits {
  /** Tokens that an answer may have. */
  readonly maxNewTokens: number;
  /** Texts that end an answer, besides the end-of-text token. */
  readonly stopStrings: readonly string[];
}

/** Problems with the rules by which answers are scored. */
export type Benchmark = WrittenBenchmark | ChoiceBenchmark;

/** Problems that a model answers by writing. */
export interface WrittenBenchmark extends AnswerLimits {
  /** The name in specs. */
  readonly name: string;
  readonly answeredBy?: 'text';
  readonly questions: readonly Question[];
  /** Whether answers are programs, which only a judge may run. */
  readonly runsCode: boolean;
  /** Scores an answer. @param judge is asked for if the answer is a program */
  grade(question: Question, completion: string, judge: Judge | undefined): Promise<Grade>;
}

/** Problems that a model answers by how likely it finds each of their choices. */
export interface ChoiceBenchmark {
  /** The name in specs. */
  readonly name: string;
  readonly answeredBy: 'choice';
  readonly questions: readonly ChoiceQuestion[];
  /** The text between a prompt and a choice; it is no part of the choice's length. */
  readonly delimiter: string;
}

/** A data set of the hub, and those of its files that are read. */
export interface HubFiles {
  readonly id: string;
  readonly revision?: string;
  readonly files: readonly string[];
}

/** A benchmark's row of the registry: its title, its scores, and where its problems are. */
export interface BenchmarkRecord {
  /** The name in print. */
  readonly title: string;
  /** Names of the scores, the one that tables show first. */
  readonly metrics: readonly [string, ...string[]];
  /** Scores of other graders that a spec may ask for. */
  readonly others?: OtherScores;
  /** How a model answers it. @default 'text' */
  readonly answeredBy?: NonNullable<Benchmark['answeredBy']>;
  /** Reads its problems from a file that its authors publish. @param tests the file of `testsOf`, where it has one */
  readonly read?: (path: string, tests: string) => Benchmark;
  /** The benchmark from whose file its tests come, where its own file has prompts alone. */
  readonly testsOf?: string;
  /** Its test problems on the hub. */
  readonly hub?: HubFiles;
}
