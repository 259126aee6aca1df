import type { PixelImage } from '@lamella/core';
import {
  drawPicture,
  type EncodedExample,
  encodePng,
  IGNORED_LABEL,
  type Picture,
  PICTURE_SIZE,
  type PictureQuestion,
} from '@lamella/datasets';
import { llavaPrompt, type Processor } from '@lamella/models';

/** Pictures as the model takes them, by way of PNGs as any images of a user's. */
export async function processPictures(
  pictures: readonly { readonly picture: Picture }[],
  processor: Processor,
): Promise<PixelImage[]> {
  const images: PixelImage[] = [];
  for (const { picture } of pictures) {
    const png = encodePng(drawPicture(picture), PICTURE_SIZE, PICTURE_SIZE);
    images.push(await processor.processImage(png, 'a drawn picture'));
  }
  return images;
}

/** A conversation about an image, or about none. */
export interface Conversation {
  readonly turns: readonly PictureQuestion[];
  readonly image?: PixelImage | undefined;
}

/** The prompt of a conversation's first turn, with the stand-in of its image. */
export function firstPrompt({ turns, image }: Conversation): string {
  const text = turns[0]?.question ?? '';
  return llavaPrompt([{ role: 'user', text, numImages: image === undefined ? 0 : 1 }]);
}

/**
 * Tokens of conversations: the image, then each turn's question and answer, an end-of-sequence token after every answer. Only
 * answers and these tokens are to be learnt.
 */
export async function encodeConversations(
  conversations: readonly Conversation[],
  processor: Processor,
): Promise<EncodedExample[]> {
  const examples: EncodedExample[] = [];
  for (const [id, conversation] of conversations.entries())
    examples.push({ id, ...(await encodeConversation(conversation, processor)) });
  return examples;
}

async function encodeConversation(
  conversation: Conversation,
  processor: Processor,
): Promise<Omit<EncodedExample, 'id'>> {
  const { tokenizer } = processor;
  const { eosId } = tokenizer;
  if (eosId === undefined) throw new Error('Expected a tokenizer with an end-of-sequence token');
  const { image, turns } = conversation;
  const start = await processor.encode(firstPrompt(conversation), image === undefined ? [] : [image]);
  const ids = [...start.ids];
  const tokenLabels: number[] = ids.map(() => IGNORED_LABEL);
  for (const [i, { question, answer }] of turns.entries()) {
    const texts = [...(i === 0 ? [] : [llavaPrompt([{ role: 'user', text: question }])]), ` ${answer}`];
    const encodings = await tokenizer.encodeBatch(texts, { addSpecialTokens: false });
    const answerIds = [...(encodings.at(-1)?.ids ?? []), eosId];
    const promptIds = i === 0 ? [] : (encodings[0]?.ids ?? []);
    ids.push(...promptIds, ...answerIds);
    tokenLabels.push(...promptIds.map(() => IGNORED_LABEL), ...answerIds);
  }
  const { images } = start;
  return { ids, typeIds: ids.map(() => 0), label: 0, tokenLabels, ...(images.length > 0 && { images }) };
}
