import { join } from 'node:path';
import type { JudgeRequest } from '@lamella/runners';
import {
  type HumanEvalProblem,
  humanEvalHelpers,
  mbppEntryPoint,
  readHumanEval,
  readMbpp,
} from '@lamella/tasks';

/** One reference solution of MBPP (123) counts for some ten seconds on a busy machine. */
const REFERENCE_TIMEOUT_MS = 60_000;

/** A problem of a benchmark with its reference solution. */
export interface Case extends JudgeRequest {
  readonly id: string;
  /** The function that is asked for. */
  readonly entryPoint: string;
  /** The names that its check uses of the program: a model reads them in the prompt. */
  readonly names: readonly string[];
}

/** A benchmark's problems. */
export interface CodeBenchmark {
  readonly name: string;
  readonly cases: readonly Case[];
  /** The same with bodies that do nothing; not for MBPP, whose prompts have no head of a function. */
  readonly broken: readonly Case[];
}

/** HumanEval and both forms of MBPP, from their published files in a folder. */
export function readCodeBenchmarks(folder: string): CodeBenchmark[] {
  const humanEval = readHumanEval(join(folder, 'HumanEval.jsonl'));
  return [
    {
      name: 'HumanEval',
      cases: humanEval.map((problem) => caseOf(problem, problem.canonicalSolution)),
      broken: humanEval.map((problem) => caseOf(problem, '    return None\n')),
    },
    { name: 'MBPP', cases: mbpp(join(folder, 'mbpp.jsonl')), broken: [] },
    { name: 'MBPP, sanitized', cases: mbpp(join(folder, 'sanitized-mbpp.json')), broken: [] },
  ];
}

function caseOf(problem: HumanEvalProblem, body: string): Case {
  const { id, prompt, entryPoint, test } = problem;
  const check = `${humanEvalHelpers(problem)}${test}\ncheck(${entryPoint})`;
  return { id, entryPoint, program: `${prompt}${body}`, check, names: [entryPoint] };
}

function mbpp(path: string): Case[] {
  return readMbpp(path).map(({ id, code, testSetup, tests }) => ({
    id: `MBPP/${id}`,
    entryPoint: mbppEntryPoint({ code, tests }),
    program: code,
    check: [testSetup, ...tests].join('\n'),
    timeoutMs: REFERENCE_TIMEOUT_MS,
    names: calledNames([testSetup, ...tests].join('\n')),
  }));
}

const KEYWORDS = ['and', 'assert', 'if', 'in', 'is', 'not', 'or'];

/** All that a check calls, Python's own functions included. */
function calledNames(check: string): string[] {
  const called = [...check.matchAll(/(?<![.\w])([A-Za-z_]\w*)\s*\(/gu)].map(([, name = '']) => name);
  return [...new Set(called)].filter((name) => !KEYWORDS.includes(name));
}
