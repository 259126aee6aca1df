/**
 * Prints the scores that the graders of other projects give, as Lamella has them: a JSON list of
 * {benchmark, completion, reference} on stdin, and on stdout a list of scores by the grader's name.
 */
import { text } from 'node:stream/consumers';
import { benchmarkInfo } from '@lamella/tasks';

interface Answer {
  readonly benchmark: string;
  readonly completion: string;
  readonly reference: string;
}

const answers = JSON.parse(await text(process.stdin)) as readonly Answer[];
const scores: Record<string, number>[] = [];
for (const { benchmark, completion, reference } of answers) {
  const question = { id: '', prompt: '', reference, groups: {} };
  const own: Record<string, number> = {};
  for (const [name, { score }] of Object.entries(benchmarkInfo(benchmark).others ?? {}))
    own[name] = Number(await score(question, completion, undefined));
  scores.push(own);
}
console.log(JSON.stringify(scores));
