import { IGNORED_LABEL, makeRequests } from '@lamella/datasets';
import { embeddedModelFolder } from '@lamella/models/embedded';
import { loadProcessor } from '@lamella/models';
import { encodeConversations, processPictures } from './encode-conversations.ts';

const processor = loadProcessor(embeddedModelFolder('mini/llava'));
const { tokenizer } = processor;

const turns = [
  { question: 'What color is it?', answer: 'red' },
  { question: 'Why?\nA. yes\nB. no', answer: 'B' },
];

function decode(ids: readonly number[]): Promise<string> {
  return tokenizer.decode([...ids]);
}

test('only answers and the tokens that end them are learnt; they are those of the whole text', async () => {
  const [example] = await encodeConversations([{ turns }], processor);
  const { ids = [], tokenLabels = [], images } = example ?? {};
  const text = 'USER: What color is it? ASSISTANT: red</s>USER: Why?\nA. yes\nB. no ASSISTANT: B</s>';
  expect(ids).toEqual((await tokenizer.encode(text)).ids);
  const labels = tokenLabels.filter((label) => label !== IGNORED_LABEL);
  expect(await decode(labels)).toBe(' red</s> B</s>');
  expect(tokenLabels.every((label, i) => label === IGNORED_LABEL || label === ids[i])).toBe(true);
  expect(images).toBeUndefined();
});

test('a picture goes through a PNG and stands in 16 tokens', async () => {
  const requests = makeRequests('colour', { count: 2, seed: 1 });
  const [first, second] = await processPictures(requests, processor);
  expect(first?.shape).toEqual([3, 32, 32]);
  expect([...(first?.pixelValues() ?? [])]).not.toEqual([...(second?.pixelValues() ?? [])]);
  const [example] = await encodeConversations([{ turns, image: first }], processor);
  expect(example?.images).toEqual([{ image: first, begin: 6, count: 16 }]);
  expect(await decode([...(example?.ids.slice(0, 7) ?? [])])).toBe('<s>USER: <image>');
});
