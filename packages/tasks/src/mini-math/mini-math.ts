import { Random } from '@lamella/core';
import type { InstructionExample } from '@lamella/datasets';
import { makeStory } from './problem.ts';

/** Part of the seed: a change of any text is a new version. */
export const MINI_MATH_VERSION = 1;

const TRAIN_ROWS = 4000;
const DEV_ROWS = 300;
/** Attempts at a story that occurs nowhere else. */
const MAX_ATTEMPTS = 1000;

/** A word problem to be answered. */
export interface MiniMathProblem {
  readonly id: number;
  /** All of the text before the answer. */
  readonly prompt: string;
  /** The worked answer. */
  readonly solution: string;
  readonly answer: string;
  /** Calculations that it takes: 1, 2 or 3. */
  readonly numSteps: number;
}

/** The splits of mini-math. */
export interface MiniMath {
  readonly train: readonly InstructionExample[];
  readonly dev: readonly MiniMathProblem[];
}

/** Word problems of one to three steps with worked answers: small, synthetic, the same everywhere, none of them twice. */
export function miniMath(): MiniMath {
  const seen = new Set<string>();
  const dev = makeProblems('dev', DEV_ROWS, seen);
  const train = makeProblems('train', TRAIN_ROWS, seen);
  return { dev, train: train.map(({ id, prompt, solution }) => ({ id, prompt, target: solution })) };
}

function makeProblems(split: string, rows: number, seen: Set<string>): MiniMathProblem[] {
  const random = Random.fork(`mini-math/${MINI_MATH_VERSION}`, split);
  return Array.from({ length: rows }, (_, id) => {
    const story = makeNew(random, 1 + (id % 3), seen);
    const answer = String(story.answer);
    return {
      id,
      prompt: `Question: ${story.question}\nAnswer:`,
      solution: ` ${story.work} The answer is: ${answer}`,
      answer,
      numSteps: story.numSteps,
    };
  });
}

function makeNew(random: Random, numSteps: number, seen: Set<string>): ReturnType<typeof makeStory> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const story = makeStory(random, numSteps);
    if (seen.has(story.question)) continue;
    seen.add(story.question);
    return story;
  }
  throw new Error(`Expected a new story of ${numSteps} steps within ${MAX_ATTEMPTS} attempts`);
}
