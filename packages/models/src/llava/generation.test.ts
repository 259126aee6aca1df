import { loadModel } from '../load-model.ts';
import type { Model } from '../model.ts';
import { Generator } from '../generation/generator.ts';
import { placeImages } from '../images/place-images.ts';
import { openLlava } from '../testing/llava-fixture.ts';

const { folder, prompts, images, tokens } = openLlava();
const whole = prompts.map(({ prompt_ids: ids }, i) => ({
  ids,
  images: placeImages(ids, images.slice(i, i + 1), tokens),
}));
let model: Model;
beforeAll(() => {
  model = loadModel(folder, { head: 'causal-lm' });
});
afterAll(() => model.dispose());

test.each([1, 3, 4])(
  'continues prompts with images as transformers does, %i at a time',
  async (batchSize) => {
    const generator = new Generator(model, { maxNewTokens: 12, batchSize });
    const generated = await generator.generate(whole);
    expect(generated.map(({ ids }) => ids)).toEqual(prompts.map(({ new_ids: ids }) => ids));
    generator.dispose();
  },
);

test('the image matters', async () => {
  const generator = new Generator(model, { maxNewTokens: 12, batchSize: 1 });
  const other = placeImages(whole[0]?.ids ?? [], images.slice(2, 3), tokens);
  const [generated] = await generator.generate([{ ids: whole[0]?.ids ?? [], images: other }]);
  expect(generated?.ids).not.toEqual(prompts[0]?.new_ids);
  generator.dispose();
});
