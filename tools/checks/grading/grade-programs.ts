import { availableParallelism } from 'node:os';
import { findSandbox, type Judgement, type Sandbox } from '@lamella/runners';
import { CHEATS } from './cheats.ts';
import { sanitisedProgram } from '@lamella/tasks';
import { readCodeBenchmarks, type Case } from './code-cases.ts';
import type { Report } from './report.ts';

interface Run {
  readonly name: string;
  readonly cases: readonly Case[];
  isRight(judgement: Judgement): boolean;
}

/**
 * Judges the reference solutions of HumanEval and MBPP, which have to pass, HumanEval's with the body of the entry point
 * replaced by `return None`, which have to fail, and programs that know no test, of which none may pass.
 */
export async function gradePrograms(folder: string): Promise<Report[]> {
  const sandbox = await findSandbox();
  const reports = [];
  for (const run of readCodeBenchmarks(folder).flatMap(runsOf)) reports.push(await judgeAll(sandbox, run));
  return reports;
}

function runsOf({ name, cases, broken }: ReturnType<typeof readCodeBenchmarks>[number]): Run[] {
  const runs: Run[] = [
    { name: `${name}: reference solutions pass`, cases, isRight: ({ verdict }) => verdict === 'passed' },
    {
      name: `${name}: reference solutions pass as EvalPlus takes them out of answers`,
      cases: name === 'MBPP' ? [] : cases.filter(({ id }) => !LOST_BY_EVALPLUS.includes(id)).map(sanitised),
      isRight: ({ verdict }) => verdict === 'passed',
    },
    {
      name: `${name}: bodies that return None fail`,
      cases: broken,
      isRight: ({ verdict }) => verdict === 'failed',
    },
    ...Object.entries(CHEATS).map(([cheat, write]) => ({
      name: `${name}: no program passes that knows no test, but has ${cheat}`,
      cases: cases.map((item) => ({ ...item, program: write(item.names), timeoutMs: 10_000 })),
      isRight: ({ verdict }: Judgement) => verdict !== 'passed',
    })),
  ];
  return runs.filter((run) => run.cases.length > 0);
}

/** EvalPlus leaves out functions that return nothing, the generator `adjac` of this solution among them. */
const LOST_BY_EVALPLUS = ['MBPP/630'];

function sanitised(item: Case): Case {
  return { ...item, program: sanitisedProgram(item.program, item.entryPoint) };
}

async function judgeAll(sandbox: Sandbox, { name, cases, isRight }: Run): Promise<Report> {
  const failures: string[] = [];
  const waiting = cases.values();
  const start = performance.now();
  const work = async (): Promise<void> => {
    for (const item of waiting) {
      const judgement = await sandbox.judge(item);
      if (!isRight(judgement)) failures.push(`${item.id}: ${judgement.verdict}: ${judgement.detail}`);
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
