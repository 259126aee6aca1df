import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { encodeInstructions, IGNORED_LABEL } from '@lamella/datasets';
import { loadProcessor, loadTokenizer } from '@lamella/models';
import { miniSqa, scienceChat, scienceTarget } from '@lamella/tasks';
import { loadExampleEncoder } from './example-encoder.ts';

const llava = join(workspaceRoot(), 'fixtures', 'llava');
const llama = join(workspaceRoot(), 'fixtures', 'llama');
const questions = miniSqa().dev.slice(0, 3);
const [first] = questions;

test('images stand where the processor puts them, and only the answer is learnt', async () => {
  if (first === undefined || first.image.kind !== 'bytes') throw new Error('Expected a question');
  const encoder = loadExampleEncoder(llava, true);
  const examples = questions.map((question, id) => ({
    id,
    prompt: scienceChat(question),
    target: scienceTarget(question),
    image: question.image,
  }));
  const [encoded] = await encoder.encodeExamples(examples, { maxLength: 400, ending: '' });
  const processor = loadProcessor(llava);
  const image = await processor.processImage(first.image.bytes, 'image');
  const prompt = await processor.encode(scienceChat(first), [image]);
  const learnt = encoded?.tokenLabels?.filter((label) => label !== IGNORED_LABEL) ?? [];
  expect(encoded?.ids.slice(0, prompt.ids.length)).toEqual(prompt.ids);
  expect(encoded?.ids.slice(prompt.ids.length)).toEqual(learnt);
  expect(learnt.at(-1)).toBe(processor.tokenizer.eosId);
  expect(encoded?.images?.map(({ begin, count }) => [begin, count])).toEqual(
    prompt.images.map(({ begin, count }) => [begin, count]),
  );
  expect(encoded?.images?.[0]?.image.pixelValues()).toEqual(image.pixelValues());
  expect((await encoder.encodePrompts(examples))[0]).toMatchObject({ ids: prompt.ids });
});

test('texts alone need no processor', async () => {
  const encoder = loadExampleEncoder(llama, false);
  const examples = [{ id: 0, prompt: 'One and', target: ' two' }];
  const options = { maxLength: 50 };
  expect(await encoder.encodeExamples(examples, options)).toEqual(
    await encodeInstructions(examples, loadTokenizer(llama), options),
  );
  const [prompt] = await encoder.encodePrompts(examples);
  expect(prompt).toEqual({ ids: (await loadTokenizer(llama).encode('One and')).ids, images: [] });
});

test('a model that reads no images says so', () => {
  expect(() => loadExampleEncoder(llama, true)).toThrow(/^Expected a model that reads images/);
});
