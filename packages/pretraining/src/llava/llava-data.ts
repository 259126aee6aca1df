import { Random } from '@lamella/core';
import {
  captionOf,
  type EncodedExample,
  IGNORED_LABEL,
  makePicture,
  mixTexts,
  type PictureConversation,
  pretrainingCorpus,
  questionsAbout,
  type TextSource,
  type TokenBlocks,
} from '@lamella/datasets';
import type { Processor } from '@lamella/models';
import { makeData, type PretrainingData } from '../make-data.ts';
import type { LlavaPretrainingSpec } from '../pretraining-spec.ts';
import type { SeenPicture } from './train-image-encoder.ts';
import { type Conversation, encodeConversations, processPictures } from './encode-conversations.ts';

/** The training examples of a LLaVA, under the names of the spec's batch sizes. */
export type Lessons = Readonly<Record<keyof LlavaPretrainingSpec['training']['batchSize'], EncodedExample[]>>;

/** Pictures, lessons, and the texts as a language model is evaluated on them. */
export interface LlavaData {
  readonly pictures: readonly SeenPicture[];
  readonly lessons: Lessons;
  readonly texts: PretrainingData;
  readonly sources: readonly TextSource[];
}

/** Draws pictures with captions and questions, and packs texts. */
export async function makeLlavaData(spec: LlavaPretrainingSpec, processor: Processor): Promise<LlavaData> {
  const { data, seed } = spec;
  const parts = mixTexts(pretrainingCorpus(import.meta.url), data.mix, seed);
  const texts = await makeData({ family: 'llama', data, seed }, parts, processor.tokenizer);
  const { pictures, ...conversations } = await makeConversations(spec, processor);
  return {
    pictures,
    lessons: {
      ...conversations,
      texts: blockExamples(texts.blocks, texts.objective.specialIds),
    },
    texts,
    sources: parts.flatMap(({ sources }) => sources),
  };
}

/** A caption of each picture and a conversation about it. */
async function makeConversations(
  { data, seed }: LlavaPretrainingSpec,
  processor: Processor,
): Promise<Pick<LlavaData, 'pictures'> & Omit<Lessons, 'texts'>> {
  const random = Random.fork(seed, 'pictures');
  const pictures = Array.from({ length: data.pictures }, () => makePicture(random));
  const captions = pictures.map((picture) => captionOf(picture, random));
  const questions = pictures.map((picture) => questionsAbout(picture, random, data.turns));
  const images = await processPictures(captions, processor);
  const shown = (conversations: readonly PictureConversation[]): Conversation[] =>
    conversations.map(({ turns }, i) => ({ turns, image: images[i] }));
  return {
    pictures: images.flatMap((image, i) => {
      const picture = pictures[i];
      return picture === undefined ? [] : [{ picture, image }];
    }),
    captions: await encodeConversations(shown(captions), processor),
    questions: await encodeConversations(shown(questions), processor),
  };
}

/** Blocks of text as examples in which every next token is predicted, but for special ones. */
function blockExamples({ ids, count, length }: TokenBlocks, specialIds: readonly number[]): EncodedExample[] {
  const special = new Set(specialIds);
  return Array.from({ length: count }, (_, id) => {
    const block = [...ids.subarray(id * length, (id + 1) * length)];
    const tokenLabels = block.map((token) => (special.has(token) ? IGNORED_LABEL : token));
    return { id, ids: block, typeIds: block.map(() => 0), label: 0, tokenLabels };
  });
}
