import { join } from 'node:path';
import { makePicture, type EncodedExample } from '@lamella/datasets';
import { Random } from '@lamella/core';
import { expectNoLeakedTensors } from '@lamella/engine/testing';
import { readJsonFile } from '@lamella/files';
import { embeddedModelFolder } from '@lamella/models/embedded';
import { createModel, loadProcessor, type Model } from '@lamella/models';
import { findParameter, readValues } from '../parameter-values.ts';
import { encodeConversations, processPictures } from './encode-conversations.ts';
import { llavaConfig } from './llava-config.ts';
import { exampleSpec } from './testing/example-spec.ts';
import { trainImageEncoder } from './train-image-encoder.ts';
import { trainLlava } from './train-llava.ts';

const processor = loadProcessor(embeddedModelFolder('mini/llava'));
const text = readJsonFile(join(embeddedModelFolder('mini/llama'), 'config.json')) as Readonly<
  Record<string, unknown>
>;

function makeModel(): Model {
  const config = llavaConfig(exampleSpec, { ...text, num_hidden_layers: 1 });
  return createModel(config, { head: 'causal-lm', seed: 1 });
}

const random = new Random('train-llava');
const pictures = Array.from({ length: 64 }, () => ({ picture: makePicture(random) }));
const IMAGE = 'vision_tower.vision_model.embeddings.patch_embedding.weight';
const WORDS = 'language_model.model.embed_tokens.weight';
const LAST_LAYER = 'vision_tower.vision_model.encoder.layers.1.mlp.fc1.weight';

test('the image encoder learns what is in each quarter, and the language model stays as it is', async () => {
  const images = await processPictures(pictures, processor);
  const seen = pictures.flatMap(({ picture }, i) => {
    const image = images[i];
    return image === undefined ? [] : [{ picture, image }];
  });
  expectNoLeakedTensors(() => {
    const model = makeModel();
    const before = [WORDS, LAST_LAYER].map((name) => readValues(findParameter(model, name)));
    const losses: number[] = [];
    trainImageEncoder({ model, pictures: seen, onStep: ({ loss }) => losses.push(loss) }, exampleSpec);
    expect(losses).toHaveLength(40);
    expect(losses.at(-1)).toBeLessThan(0.7 * (losses[0] ?? 0));
    expect([WORDS, LAST_LAYER].map((name) => readValues(findParameter(model, name)))).toEqual(before);
    model.dispose();
  });
});

test('afterwards all weights are trained on lessons with and without images', async () => {
  const [image] = await processPictures(pictures.slice(0, 1), processor);
  const turns = [{ question: 'What is it?', answer: 'red' }];
  const shown = await encodeConversations([{ turns, image }], processor);
  const blind: EncodedExample[] = await encodeConversations([{ turns }], processor);
  const lessons = { captions: shown, questions: shown, texts: blind };
  expectNoLeakedTensors(() => {
    const model = makeModel();
    const before = [WORDS, IMAGE].map((name) => readValues(findParameter(model, name)));
    const losses: number[] = [];
    const { padId } = processor.tokenizer;
    const onStep = ({ loss }: { readonly loss: number }): unknown => losses.push(loss);
    const numTokens = trainLlava({ model, lessons, padId, onStep }, exampleSpec);
    // Three times 3 rows and then 2, each row in a bucket of 40 tokens.
    expect(numTokens).toBe(3 * (3 + 2) * 40);
    expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0);
    for (const [i, name] of [WORDS, IMAGE].entries())
      expect(readValues(findParameter(model, name))).not.toEqual(before[i]);
    model.dispose();
  });
});
