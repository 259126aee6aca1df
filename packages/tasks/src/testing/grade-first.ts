import type { WrittenBenchmark, Grade, Judge, ProgramToJudge } from '../benchmark.ts';

/** Grades an answer to a benchmark's first question by a judge that runs nothing: it passes programs that hold "good", and notes what it is given. */
export async function gradeByJudge(
  benchmark: WrittenBenchmark,
  completion: string,
): Promise<{ grade: Grade; given: ProgramToJudge }> {
  const given: ProgramToJudge[] = [];
  const judge: Judge = {
    judge: async (task) => {
      given.push(task);
      return task.program.includes('good')
        ? { verdict: 'passed', detail: '' }
        : { verdict: 'failed', detail: 'AssertionError' };
    },
  };
  const [question] = benchmark.questions;
  if (question === undefined) throw new Error('Expected a question');
  const result = await benchmark.grade(question, completion, judge);
  return { grade: result, given: given[0] as ProgramToJudge };
}

/** Grades an answer to a benchmark's first question, without a judge. */
export async function gradeFirst(benchmark: WrittenBenchmark, completion: string): Promise<Grade> {
  const [question] = benchmark.questions;
  if (question === undefined) throw new Error('Expected a question');
  return benchmark.grade(question, completion, undefined);
}
