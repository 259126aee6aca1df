import { readFileSync } from 'node:fs';
import type { Judge, OtherScores, Question } from '../../benchmark.ts';
import { gradeProgram } from '../grade-program.ts';

let source: string | undefined;

/**
 * A program that takes the program out of an answer as EvalPlus does (https://github.com/evalplus/evalplus, evalplus/sanitize.py),
 * and runs it: what is Python in a text, Python alone can tell, and that of the sandbox is the one that runs it. Nothing but what
 * the answer defines is left for a check to find.
 */
export function sanitisedProgram(completion: string, entryPoint: string): string {
  source ??= readFileSync(new URL('sanitise.py', import.meta.url), 'utf8');
  const [code, text, name] = [source, completion, entryPoint].map((one) => JSON.stringify(one));
  const sanitised = `(lambda scope: (exec(${code}, scope), scope['sanitise'](${text}, ${name}))[1])({})`;
  return `exec(compile(${sanitised}, 'program', 'exec'), globals())\n`;
}

/** Programs as EvalPlus takes them out of answers, without the benchmark's prompt before them, on the benchmark's own tests. */
export const sanitisedScores: OtherScores = {
  evalplus: { score: scoreSanitised },
};

async function scoreSanitised(
  { id, program }: Question,
  completion: string,
  judge: Judge | undefined,
): Promise<boolean> {
  if (program === undefined) throw new Error(`Expected the check of question ${id}, got none`);
  const { entryPoint, check } = program;
  const { scores } = await gradeProgram({ program: sanitisedProgram(completion, entryPoint), check }, judge);
  return scores['passed'] === 1;
}
