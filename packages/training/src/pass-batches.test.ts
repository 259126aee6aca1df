import type { EncodedExample } from '@lamella/datasets';
import { createModel, type HeadKind, loadModel, type Model } from '@lamella/models';
import { passBatches } from './pass-batches.ts';
import { openReference } from './testing/reference.ts';

const options = { batchSize: 32, padId: 1 };

function encoder(head: HeadKind, type = 'roberta'): Model {
  const config = {
    model_type: type,
    hidden_size: 64,
    num_hidden_layers: 1,
    num_attention_heads: 1,
    intermediate_size: 256,
    vocab_size: 20,
    max_position_embeddings: 300,
    type_vocab_size: 1,
    num_labels: 2,
    layer_norm_eps: 1e-5,
  };
  return createModel(config, { head });
}

function examples(...lengths: number[]): EncodedExample[] {
  return lengths.map((length, id) => ({
    id,
    ids: new Array<number>(length).fill(5),
    typeIds: new Array<number>(length).fill(0),
    label: 0,
  }));
}

const many = examples(...Array.from({ length: 200 }, (_, i) => 5 + (i % 20)));

let model: Model;
beforeAll(() => {
  model = encoder('classification');
});
afterAll(() => model.dispose());

function shapes(all: readonly EncodedExample[], changed: object = {}, of = model): string[] {
  const batches = [...passBatches(all, of, { ...options, ...changed })];
  return batches.map(({ size, length, packing }) => `${size} x ${length}${packing ? ' packed' : ''}`);
}
const isPacked = (...given: Parameters<typeof shapes>): boolean =>
  shapes(...given).every((shape) => shape.endsWith('packed'));

test('short texts of many lengths are packed into rows of 64 tokens, 16 at most', () => {
  expect(shapes(many)).toEqual(new Array<string>(3).fill('16 x 64 packed'));
  expect(shapes(many, { batchSize: 8 })).toEqual(new Array<string>(6).fill('8 x 64 packed'));
});

test('rows are as long as the longest text, rounded up to 16', () => {
  expect(shapes([...many, ...examples(70)])).toEqual(new Array<string>(4).fill('10 x 80 packed'));
  expect(isPacked([...many, ...examples(128)])).toBe(true);
  expect(isPacked([...many, ...examples(129)])).toBe(false);
});

test('texts that fill their buckets are padded: nothing is saved', () => {
  expect(shapes(examples(...new Array<number>(64).fill(16)))).toEqual(['32 x 16', '32 x 16']);
  expect(shapes(examples(16), { batchSize: 1 })).toEqual(['1 x 16']);
});

test('who reads one text per row gets that', () => {
  expect(isPacked(many, { mayPack: false })).toBe(false);
  const reader = encoder('masked-lm');
  expect(isPacked(many, {}, reader)).toBe(false);
  reader.dispose();
});

test('texts that hold the padding’s token are padded for encoders, and packed for decoders', () => {
  const [first, ...others] = many as [EncodedExample, ...EncodedExample[]];
  const withPadding = [{ ...first, ids: [0, 1, 5, 5, 2] }, ...others];
  expect(isPacked(withPadding)).toBe(false);
  const decoder = loadModel(openReference('llama', 'reference').folder, { head: 'causal-lm' });
  expect(isPacked(withPadding, {}, decoder)).toBe(true);
  decoder.dispose();
});

test('no examples, no batches', () => {
  expect(shapes([])).toEqual([]);
});
