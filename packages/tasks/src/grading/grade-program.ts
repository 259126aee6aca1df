import type { Grade, Judge, ProgramToJudge } from '../benchmark.ts';

/**
 * Grades a program by what its check says when it is run.
 *
 * @throws Error without a judge: nothing else may run what a model wrote
 */
export async function gradeProgram(task: ProgramToJudge, judge: Judge | undefined): Promise<Grade> {
  if (judge === undefined) throw new Error('Expected a judge for a program that a model wrote, got none');
  const { verdict, detail } = await judge.judge(task);
  return {
    scores: { passed: Number(verdict === 'passed') },
    extracted: task.program,
    verdict: detail === '' ? verdict : `${verdict}: ${detail}`,
  };
}
