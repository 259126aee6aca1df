import { optionLetter } from '@lamella/datasets';
import { type ScienceQuestion, scienceQaPrompt, scienceQaTarget } from './science-question.ts';
import { extractOption } from './extract-option.ts';
import type { WrittenBenchmark } from '../benchmark.ts';
import type { LoadedTask } from '../text-task.ts';

/** A question as the user's turn of LLaVA 1.5's chat, the image first; see `llavaPrompt`. */
export function scienceChat(question: ScienceQuestion): string {
  return `USER: <image>\n${scienceQaPrompt(question)} ASSISTANT:`;
}

/** The letter of the right choice, as the assistant's turn begins. */
export function scienceTarget(question: ScienceQuestion): string {
  return ` ${scienceQaTarget(question)}`;
}

/** Training and test questions as a task, whose answers end without a line break. */
export function scienceTask(
  name: 'mini-sqa' | 'scienceqa',
  { train, test }: { readonly train: readonly ScienceQuestion[]; readonly test: readonly ScienceQuestion[] },
): LoadedTask {
  const examples = train.map((question, id) => ({
    id,
    prompt: scienceChat(question),
    target: scienceTarget(question),
    image: question.image,
  }));
  return { train: examples, benchmarks: [scienceBenchmark(name, test)], ending: '' };
}

/** Questions about images with lettered choices: accuracy of the letter, by subject and category. */
export function scienceBenchmark(
  name: 'mini-sqa' | 'scienceqa',
  questions: readonly ScienceQuestion[],
): WrittenBenchmark {
  const byId = new Map(questions.map((question) => [question.id, question]));
  return {
    name,
    questions: questions.map((question) => ({
      id: question.id,
      prompt: scienceChat(question),
      reference: scienceQaTarget(question),
      groups: groupsOf(name, question),
      image: question.image,
      numChoices: question.choices.length,
    })),
    maxNewTokens: 8,
    stopStrings: ['\n'],
    runsCode: false,
    grade: ({ id, reference }, completion) => {
      const option = extractOption(completion, byId.get(id)?.choices.length ?? 1);
      const extracted = option === null ? null : optionLetter(option);
      const isRight = extracted === reference;
      const verdict = extracted === null ? 'no option named' : isRight ? 'right' : 'wrong';
      return Promise.resolve({ scores: { accuracy: Number(isRight) }, extracted, verdict });
    },
  };
}

/** ScienceQA has more categories than a table can show. */
function groupsOf(name: string, { subject, category }: ScienceQuestion): Record<string, string> {
  return name === 'mini-sqa' ? { subject, category } : { subject };
}
