import { IGNORED_LABEL } from '../language-model/block-batches.ts';
import { encodeContinuations } from './encode-continuations.ts';

/** One token per word with the space before it, as tokenizers of subwords have them, after a token 1 that begins every text. */
const words: string[] = [];
const tokenOf = (word: string): number => {
  if (!words.includes(word)) words.push(word);
  return 10 + words.indexOf(word);
};
const tokenizer = {
  encodeBatch: async (texts: readonly string[]) =>
    texts.map((text) => ({ ids: [1, ...(text.match(/ ?[^ ]+| +$/g) ?? []).map(tokenOf)] })),
};
const encode = (prompt: string, ...targets: string[]) =>
  encodeContinuations(
    targets.map((target, id) => ({ id, prompt, target })),
    tokenizer,
  );

test('the tokens after those of the prompt alone are the target’s, and no end is added', async () => {
  const [one, two] = await encode('Which is blue?', ' the sky', ' grass');
  const prompt = [1, tokenOf('Which'), tokenOf(' is'), tokenOf(' blue?')];
  expect(one).toEqual({
    id: 0,
    ids: [...prompt, tokenOf(' the'), tokenOf(' sky')],
    typeIds: [0, 0, 0, 0, 0, 0],
    label: 0,
    tokenLabels: [...prompt.map(() => IGNORED_LABEL), tokenOf(' the'), tokenOf(' sky')],
  });
  expect(two?.tokenLabels?.slice(prompt.length)).toEqual([tokenOf(' grass')]);
});

test('spaces that end the prompt belong to the target', async () => {
  const [spaced] = await encode('It is ', 'blue');
  const [plain] = await encode('It is', ' blue');
  expect(spaced).toEqual(plain);
});

test('a prompt or a target without a token has no likelihood', async () => {
  await expect(encode('It is', ' blue', '')).rejects.toThrow(
    'Expected at least one token of its own in what follows a prompt, got none in "".',
  );
  const withoutStart = { encodeBatch: async (texts: readonly string[]) => texts.map(() => ({ ids: [] })) };
  await expect(encodeContinuations([{ id: 0, prompt: ' ', target: 'a' }], withoutStart)).rejects.toThrow(
    'Expected at least one token of its own in a prompt, got none in " ".',
  );
});
