import {
  type EncodedExample,
  makeRequests,
  type PictureConversation,
  QUESTION_KINDS,
  type QuestionKind,
} from '@lamella/datasets';
import { Generator, type Model, type Processor, type Prompt } from '@lamella/models';
import { type CaptionLosses, captionLosses } from './caption-losses.ts';
import { firstPrompt, processPictures } from './encode-conversations.ts';

type ByKind = Readonly<Record<QuestionKind | 'mean', number>>;

/** Answers to questions of each kind. */
export interface AnswerScores {
  /** Share of the questions whose answer is the right one, word by word. */
  readonly accuracy: ByKind;
  /** The same if all questions of a kind get its most frequent answer. */
  readonly mostFrequentAnswer: ByKind;
}

/** How well a model sees, on pictures that it was not trained on. */
export interface PictureEvaluation {
  readonly captions: CaptionLosses;
  readonly questions: AnswerScores;
}

/** Questions of each kind. */
const COUNT = 100;
const BATCH_SIZE = 20;
const MAX_NEW_TOKENS = 12;

/** The model to evaluate, and the seed of the pictures. */
interface Subject {
  readonly model: Model;
  readonly processor: Processor;
  readonly seed: string;
}

interface Answer {
  readonly right: string;
  readonly given: string;
}

/** @param trainCaptions captions that the model was trained on */
export async function evaluatePictures(
  subject: Subject,
  trainCaptions: readonly EncodedExample[],
): Promise<PictureEvaluation> {
  const { padId, eosId = NaN } = subject.processor.tokenizer;
  const settings = { padId, batchSize: BATCH_SIZE, maxNewTokens: MAX_NEW_TOKENS, stopIds: [eosId] };
  const generator = new Generator(subject.model, settings);
  try {
    return {
      captions: await captionLosses(subject, trainCaptions),
      questions: await scoreAnswers(subject, generator),
    };
  } finally {
    generator.dispose();
  }
}

async function scoreAnswers({ processor, seed }: Subject, generator: Generator): Promise<AnswerScores> {
  const answers = new Map<QuestionKind, readonly Answer[]>();
  for (const kind of QUESTION_KINDS) {
    const requests = makeRequests(kind, { count: COUNT, seed });
    answers.set(kind, await answerRequests(requests, processor, generator));
  }
  return {
    accuracy: scores(answers, (all) => shareOf(all, ({ given, right }) => given === right)),
    mostFrequentAnswer: scores(answers, (all) =>
      Math.max(...all.map((answer) => shareOf(all, ({ right }) => right === answer.right))),
    ),
  };
}

function shareOf(answers: readonly Answer[], isCounted: (answer: Answer) => boolean): number {
  return answers.filter(isCounted).length / answers.length;
}

function scores(
  answers: ReadonlyMap<QuestionKind, readonly Answer[]>,
  score: (answers: readonly Answer[]) => number,
): ByKind {
  const byKind = [...answers].map(([kind, all]) => [kind, score(all)] as const);
  const mean = byKind.reduce((sum, [, value]) => sum + value, 0) / byKind.length;
  return Object.fromEntries([...byKind, ['mean', mean]]) as ByKind;
}

async function answerRequests(
  requests: readonly PictureConversation[],
  processor: Processor,
  generator: Generator,
): Promise<readonly Answer[]> {
  const images = await processPictures(requests, processor);
  const prompts: Prompt[] = [];
  for (const [i, { turns }] of requests.entries()) {
    const image = images[i];
    prompts.push(await processor.encode(firstPrompt({ turns, image }), images.slice(i, i + 1)));
  }
  const generated = await generator.generate(prompts);
  const texts = await Promise.all(
    generated.map(({ ids }) => processor.tokenizer.decode(ids, { skipSpecialTokens: true })),
  );
  return texts.map((text, i) => ({ given: text.trim(), right: requests[i]?.turns[0]?.answer ?? '' }));
}
