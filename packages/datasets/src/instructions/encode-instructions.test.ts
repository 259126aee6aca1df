import { IGNORED_LABEL } from '../language-model/block-batches.ts';
import { alpacaPrompt } from './alpaca-prompt.ts';
import { encodeInstructions } from './encode-instructions.ts';

const EOS = 2;

/** One token per character, after a token 1 that begins every text. */
const tokenizer = {
  eosId: EOS,
  encodeBatch: async (texts: readonly string[]) =>
    texts.map((text) => ({ ids: [1, ...[...text].map((letter) => letter.codePointAt(0) ?? 0)] })),
};
const codes = (text: string): number[] => [...text].map((letter) => letter.codePointAt(0) ?? 0);
const example = { id: 7, prompt: 'Q:', target: ' A' };

test('the target, a line break and the end-of-text token are learnt, the prompt is not', async () => {
  const [encoded] = await encodeInstructions([example], tokenizer, { maxLength: 99 });
  expect(encoded).toEqual({
    id: 7,
    ids: [1, ...codes('Q: A\n'), EOS],
    typeIds: [0, 0, 0, 0, 0, 0, 0],
    label: 0,
    tokenLabels: [IGNORED_LABEL, IGNORED_LABEL, IGNORED_LABEL, ...codes(' A\n'), EOS],
  });
});

test('answers can end without a line break', async () => {
  const [encoded] = await encodeInstructions([example], tokenizer, { maxLength: 99, ending: '' });
  expect(encoded?.ids).toEqual([1, ...codes('Q: A'), EOS]);
});

test('long examples lose their end, and a prompt that fills everything leaves nothing to learn', async () => {
  const cut = async (maxLength: number) => (await encodeInstructions([example], tokenizer, { maxLength }))[0];
  expect(await cut(5)).toMatchObject({
    ids: [1, ...codes('Q: A')],
    tokenLabels: [IGNORED_LABEL, IGNORED_LABEL, IGNORED_LABEL, ...codes(' A')],
  });
  expect((await cut(3))?.tokenLabels).toEqual([IGNORED_LABEL, IGNORED_LABEL, IGNORED_LABEL]);
});

test('answers have to end', async () => {
  const { encodeBatch } = tokenizer;
  await expect(encodeInstructions([example], { encodeBatch }, { maxLength: 9 })).rejects.toThrow(
    /^Expected a tokenizer with an end-of-text token/,
  );
});

test("the template is that of PiSSA's scripts", () => {
  expect(alpacaPrompt('Add 1 and 2.')).toBe(
    'Below is an instruction that describes a task. Write a response that appropriately completes the request.\n\n### Instruction:\nAdd 1 and 2.\n\n### Response:',
  );
});
