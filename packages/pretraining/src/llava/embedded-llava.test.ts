import { makeRequests } from '@lamella/datasets';
import { embeddedModelFolder } from '@lamella/models/embedded';
import { loadModel, loadProcessor, type Model } from '@lamella/models';
import { captionLosses } from './caption-losses.ts';
import { encodeConversations, processPictures } from './encode-conversations.ts';

const folder = embeddedModelFolder('mini/llava');
const processor = loadProcessor(folder);
let model: Model;
beforeAll(() => {
  model = loadModel(folder, { head: 'causal-lm' });
});
afterAll(() => model.dispose());

test('mini/llava sees: a caption is far more likely with its own picture than with another one', async () => {
  const requests = makeRequests('caption', { count: 20, seed: 'frequencies' });
  const images = await processPictures(requests, processor);
  const captions = await encodeConversations(
    requests.map(({ turns }, i) => ({ turns, image: images[i] })),
    processor,
  );
  const subject = { model, processor, seed: 'embedded-llava.test', count: 48 };
  const { loss, lossWithOtherPicture, unigramLoss } = await captionLosses(subject, captions);
  expect(loss).toBeLessThan(lossWithOtherPicture / 4);
  expect(lossWithOtherPicture).toBeLessThan(unigramLoss);
});
