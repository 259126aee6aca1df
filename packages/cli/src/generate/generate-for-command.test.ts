import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { readJsonFile } from '@lamella/files';
import { loadTokenizer } from '@lamella/models';
import { type GenerationRequest, generateForCommand } from './generate-for-command.ts';

const llava = join(workspaceRoot(), 'fixtures/llava');
const base = { model: 'mini/llama', maxNewTokens: 8, batchSize: 4, seed: 0 };
const ask = (request: Partial<GenerationRequest>): ReturnType<typeof generateForCommand> =>
  generateForCommand({ ...base, ...request });

test('continues each prompt in its own way, and a chat is refused where a model knows none', async () => {
  const prompt = ['def add(a, b):', 'The ship left'];
  const [code, prose] = await ask({ prompt });
  expect([code?.prompt, prose?.prompt]).toEqual(prompt);
  expect(code?.text).not.toBe(prose?.text);
  expect(prose?.numTokens).toBeLessThanOrEqual(8);
  await expect(ask({ prompt, chat: true })).rejects.toThrow(/Expected a chat template in .*got none/);
});

test('draws the same tokens from the same seed, and with the most likely one alone those of greedy decoding', async () => {
  const prompt = ['The ship left the'];
  const textOf = async (request: Partial<GenerationRequest>): Promise<string | undefined> =>
    (await ask({ prompt, ...request }))[0]?.text;
  const drawn = await textOf({ temperature: 1.5, seed: 3 });
  expect(await textOf({ temperature: 1.5, seed: 3 })).toBe(drawn);
  expect(await textOf({ temperature: 1.5, seed: 4 })).not.toBe(drawn);
  expect(await textOf({ topK: 1 })).toBe(await textOf({}));
});

test('continues with a quantised base', async () => {
  const prompt = ['The ship left the'];
  const [found] = await ask({ prompt, quantization: 'nf4' });
  expect(found?.numTokens).toBeGreaterThan(0);
});

test('answers about an image as transformers does', async () => {
  const { generation } = readJsonFile(join(llava, 'reference.json')) as {
    readonly generation: {
      readonly prompts: readonly { readonly text: string; readonly prompt_ids: number[] }[];
    };
  };
  const tokenizer = loadTokenizer(llava);
  // The third reference has padding among what the model reads, which no text gives.
  const prompts = generation.prompts.filter(({ prompt_ids: ids }) => !ids.includes(tokenizer.padId));
  expect(prompts).toHaveLength(2);
  for (const [i, { text, prompt_ids: ids }] of prompts.entries()) {
    const prompt = (await tokenizer.decode(ids, { skipSpecialTokens: false }))
      .replace(/^<s>\s*/, '')
      .replace(/(<image>)+/, '<image>');
    const [answer] = await ask({
      model: llava,
      prompt: [prompt],
      image: join(llava, `image${i}.png`),
      maxNewTokens: 12,
    });
    expect({ prompt, text: answer?.text }).toEqual({ prompt, text });
  }
});

test('nothing to continue, or no image, is an error', async () => {
  await expect(ask({})).rejects.toThrow('Expected something to continue: --prompt TEXT or --texts FILE.');
  await expect(ask({ model: llava, prompt: ['<image> x'], image: 'none.png' })).rejects.toThrow(
    'Expected a PNG or JPEG at none.png, got nothing there.',
  );
});
