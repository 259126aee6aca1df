import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { readHumanEval, readMbpp, type HumanEvalProblem } from '@lamella/datasets';
import { findSandbox, type JudgementVerdict, type JudgeRequest, type Sandbox } from '@lamella/runners';
import type { Report } from './report.ts';

/** One reference solution of MBPP (123) counts for some ten seconds on a busy machine. */
const REFERENCE_TIMEOUT_MS = 60_000;

interface Case extends JudgeRequest {
  readonly id: string;
}

/**
 * Judges the reference solutions of HumanEval and MBPP, which have to pass, and HumanEval's with the
 * body of the entry point replaced by `return None`, which have to fail.
 */
export async function gradePrograms(folder: string): Promise<Report[]> {
  const sandbox = await findSandbox();
  const humanEval = readHumanEval(join(folder, 'HumanEval.jsonl'));
  const runs: readonly (readonly [string, readonly Case[], JudgementVerdict])[] = [
    ['HumanEval: reference solutions pass', humanEval.map(referenceOf), 'passed'],
    ['HumanEval: bodies that return None fail', humanEval.map(brokenOf), 'failed'],
    ['MBPP: reference solutions pass', mbpp(join(folder, 'mbpp.jsonl')), 'passed'],
    ['MBPP, sanitized: reference solutions pass', mbpp(join(folder, 'sanitized-mbpp.json')), 'passed'],
  ];
  const reports = [];
  for (const [name, cases, expected] of runs)
    reports.push(await judgeAll(sandbox, { name, cases, expected }));
  return reports;
}

function referenceOf(problem: HumanEvalProblem): Case {
  return caseOf(problem, problem.canonicalSolution);
}

function brokenOf(problem: HumanEvalProblem): Case {
  return caseOf(problem, '    return None\n');
}

function caseOf({ id, prompt, entryPoint, test }: HumanEvalProblem, body: string): Case {
  return { id, program: `${prompt}${body}`, check: `${test}\ncheck(${entryPoint})` };
}

function mbpp(path: string): Case[] {
  return readMbpp(path).map(({ id, code, testSetup, tests }) => ({
    id: `MBPP/${id}`,
    program: code,
    check: [testSetup, ...tests].join('\n'),
    timeoutMs: REFERENCE_TIMEOUT_MS,
  }));
}

interface Run {
  readonly name: string;
  readonly cases: readonly Case[];
  readonly expected: JudgementVerdict;
}

async function judgeAll(sandbox: Sandbox, { name, cases, expected }: Run): Promise<Report> {
  const failures: string[] = [];
  const waiting = cases.values();
  const start = performance.now();
  const work = async (): Promise<void> => {
    for (const item of waiting) {
      const { verdict, detail } = await sandbox.judge(item);
      if (verdict !== expected) failures.push(`${item.id}: ${verdict}: ${detail}`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  const seconds = (performance.now() - start) / 1000;
  return {
    name: `${name} (${seconds.toFixed(1)} s, ${((1000 * seconds) / cases.length).toFixed(0)} ms each)`,
    passed: cases.length - failures.length,
    total: cases.length,
    failures,
  };
}
