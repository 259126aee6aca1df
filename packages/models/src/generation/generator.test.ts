import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { tf } from '@lamella/engine';
import { loadModel } from '../load-model.ts';
import type { Model } from '../model.ts';
import { DECODERS, openDecoder } from '../testing/decoder-fixtures.ts';
import { loadTokenizer } from '../tokenizers/load-tokenizer.ts';
import { generateTexts } from './generate-text.ts';
import { Generator } from './generator.ts';

describe.each(DECODERS)('%s', (name) => {
  const { folder, prompts, config } = openDecoder(name);
  const promptIds = prompts.map((prompt) => prompt.prompt_ids);
  const newIds = prompts.map((prompt) => prompt.new_ids);
  let model: Model;
  beforeAll(() => {
    model = loadModel(folder, { head: 'causal-lm' });
  });
  afterAll(() => model.dispose());

  const generate = async (settings: object): Promise<(readonly number[])[]> => {
    const generator = new Generator(model, { maxNewTokens: 12, ...settings });
    const generated = await generator.generate(promptIds);
    generator.dispose();
    return generated.map(({ ids }) => ids);
  };

  test('gives transformers’ tokens, one prompt at a time', async () => {
    expect(await generate({ batchSize: 1 })).toEqual(newIds);
  });

  test('gives the same in a batch with padding, compiled and eager', async () => {
    expect(await generate({ batchSize: 4 })).toEqual(newIds);
    expect(await generate({ batchSize: 4, isEager: true })).toEqual(newIds);
  });

  test('stops where transformers does', async () => {
    const stopIds = [Number(config['eos_token_id'])];
    expect(await generate({ stopIds })).toEqual(prompts.map((prompt) => prompt.hf_generate_with_eos_stop));
  });
});

describe('a generator', () => {
  const { folder, prompts } = openDecoder('mistral');
  const promptIds = prompts.map((prompt) => prompt.prompt_ids);
  let model: Model;
  beforeAll(() => {
    model = loadModel(folder, { head: 'causal-lm' });
  });
  afterAll(() => model.dispose());

  test('ends rows at different tokens', async () => {
    const stopIds = [prompts[0]?.new_ids[2] ?? NaN, prompts[1]?.new_ids[5] ?? NaN];
    const generator = new Generator(model, { maxNewTokens: 12, stopIds });
    const generated = await generator.generate(promptIds.slice(0, 2));
    expect(generated.map(({ ids }) => ids)).toEqual([
      prompts[0]?.new_ids.slice(0, 3),
      prompts[1]?.new_ids.slice(0, 6),
    ]);
    expect(generated.map(({ reason }) => reason)).toEqual(['stop token', 'stop token']);
    generator.dispose();
  });

  test('leaves no tensors behind, and compiles two functions for prompts of like length', async () => {
    const generator = new Generator(model, { maxNewTokens: 3 });
    await generator.generate(promptIds);
    const before = tf.memory().numTensors;
    await generator.generate(promptIds);
    expect(tf.memory().numTensors).toBe(before);
    expect(generator.numFunctions).toBe(2);
    generator.dispose();
  });

  test('draws the same texts from the same seed, others from another', async () => {
    const draw = async (seed: number): Promise<(readonly number[])[]> => {
      const generator = new Generator(model, { maxNewTokens: 6, sampling: { temperature: 1, seed } });
      const generated = await generator.generate(promptIds);
      generator.dispose();
      return generated.map(({ ids }) => ids);
    };
    const first = await draw(1);
    expect(await draw(1)).toEqual(first);
    expect(await draw(2)).not.toEqual(first);
  });

  test('refuses prompts that leave no room', async () => {
    const generator = new Generator(model, { maxNewTokens: 60 });
    await expect(generator.generate([[1], promptIds[0] ?? []])).rejects.toThrow(
      "Expected prompts of 1 to 5 tokens (with 60 new ones, of which the last takes no position, they fill the model's 64 positions), got 24 in prompt 1.",
    );
    await expect(generator.generate([[]])).rejects.toThrow('got 0 in prompt 0');
    generator.dispose();
  });

  test('cuts texts at the first stop string', async () => {
    const tokenizer = loadTokenizer(folder);
    const generator = new Generator(model, { maxNewTokens: 12 });
    const texts = ['def parse(x):', 'The class'];
    const whole = await generateTexts(generator, texts, { tokenizer });
    const stop = whole[0]?.text.slice(4, 6) ?? '';
    const [cut] = await generateTexts(generator, texts, { tokenizer, stopStrings: [stop] });
    expect(stop).toHaveLength(2);
    expect(cut?.text).toBe(whole[0]?.text.slice(0, whole[0].text.indexOf(stop)));
    expect(cut?.reason).toBe('stop string');
    expect(cut?.ids.length).toBeLessThan(12);
    generator.dispose();
  });
});

test('refuses a model that does not predict the next token', () => {
  const classifier = loadModel(join(workspaceRoot(), 'fixtures', 'roberta'), { head: 'classification' });
  expect(() => new Generator(classifier, { maxNewTokens: 1 })).toThrow(
    'Expected a causal language model to generate text with, got a roberta model with a head for classification.',
  );
  classifier.dispose();
});
