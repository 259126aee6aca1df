import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchDecoder } from './bench-decoder.ts';
import { benchEncoder, type EncoderBenchOptions } from './bench-encoder.ts';
import { benchModel } from './bench-model.ts';
import { benchImportance } from './bench-importance.ts';

const encoder: EncoderBenchOptions = {
  ...{ layers: 2, hidden: 16, heads: 2, ffn: 32, batch: 2, tokens: 8, rank: 2 },
  ...{ threads: 2, steps: 2, selected: '1', dtype: 'float32' as const },
};

test('an encoder: trainable weights and arithmetic are those of the shape', async () => {
  const figures = await benchEncoder(encoder);
  const lora = 2 * (2 * 16 * 2); // query and value, A and B
  const head = 16 * 16 + 16 + 16 * 2 + 2;
  expect(figures.trainable).toBe(lora + head);
  const [rows, first] = [2 * 8, 2]; // all tokens, and the first ones, which is what the last layer is computed for
  const lastLayer = rows * 2 * 16 * 16 + first * (2 * 16 * 16 + 2 * 16 * 32);
  const forward = 2 * (rows * (4 * 16 * 16 + 2 * 16 * 32) + lastLayer); // of the layers' linear maps
  expect(figures.matmulFlops).toBeGreaterThan(forward);
  expect(figures.matmulFlops).toBeLessThan(3 * forward);
  // So small a model fits in what the process has freed before.
  expect(figures.peakRssMiB).toBeGreaterThanOrEqual(figures.idleRssMiB);
  expect(figures.matmulShare).toBeCloseTo(figures.matmulFlops / figures.matmulPeak / figures.stepSeconds, 9);
});

test('all weights of an encoder, in bfloat16', async () => {
  const figures = await benchEncoder({ ...encoder, selected: 'none', dtype: 'autocast-bf16' });
  expect(figures.trainable).toBeGreaterThan(50265 * 16);
});

test('gradient checkpointing computes the layers before the last one twice', async () => {
  const options = { ...encoder, layers: 3, selected: 'all', steps: 1 };
  const [once, twice] = [await benchEncoder(options), await benchEncoder({ ...options, checkpoint: true })];
  const layer = 2 * 2 * 8 * (4 * 16 * 16 + 2 * 16 * 32);
  expect(twice.matmulFlops - once.matmulFlops).toBeGreaterThan(2 * layer);
  expect(twice.matmulFlops - once.matmulFlops).toBeLessThan(3 * layer);
});

test('a decoder, with greedy decoding', async () => {
  const figures = await benchDecoder({
    ...{ layers: 2, hidden: 16, heads: 2, kv: 1, ffn: 24, vocab: 64, batch: 1, tokens: 16, rank: 2 },
    ...{ threads: 2, steps: 1, selected: 'half', dtype: 'float32' as const, generate: 3 },
  });
  expect(figures.layersWithLora).toEqual([1]);
  const ranks = 2 * (16 + 16 + (16 + 8) * 2 + (16 + 16) + (16 + 24) * 3);
  expect(figures.trainable).toBe(ranks);
  expect(figures.tokensPerSecond).toBeGreaterThan(0);
});

test('a model of any family by its config, with layers by ones and zeros', async () => {
  const common = { batch: 1, tokens: 8, rank: 2, threads: 2, steps: 1, dtype: 'float32' as const };
  const [encoder, decoder] = [
    await benchModel({ ...common, model: 'mini/deberta', selected: '100001' }),
    await benchModel({
      ...common,
      model: 'mini/gemma',
      selected: 'all',
      targets: ['q_proj'],
      quantization: 'nf4',
    }),
  ];
  expect(decoder.readySeconds).toBeGreaterThan(0);
  expect(encoder.layersWithLora).toEqual([0, 5]);
  expect(decoder.layersWithLora).toHaveLength(6);
  const sixModules = 2 * (4 * (128 + 128) + 2 * (128 + 512)); // A and B of rank 2, of hidden size 128
  const head = 128 * 2 + 2;
  expect(encoder.trainable).toBe(2 * sixModules + head);
  expect(decoder.trainable).toBe(6 * 2 * (128 + 4 * 48));
});

test('importance of a model for the first sentences of CoLA, whatever the padding', async () => {
  const glue = mkdtempSync(join(tmpdir(), 'lamella-bench-'));
  mkdirSync(join(glue, 'CoLA'));
  const rows = ['The cat sat.', 'Sat cat the.', 'She reads a book about birds.', 'Him go not.', 'They left.'];
  const lines = rows.map((text, i) => `src\t${i % 2}\t\t${text}\n`).join('');
  for (const split of ['train', 'dev']) writeFileSync(join(glue, 'CoLA', `${split}.tsv`), lines);
  writeFileSync(join(glue, 'CoLA', 'test.tsv'), 'index\tsentence\n');
  const options = { method: 'cka', model: 'mini/roberta', glue, samples: 4, batch: 2, threads: 2 } as const;
  const short = await benchImportance({ ...options, pad: 'longest' });
  const long = await benchImportance({ ...options, pad: '512' });
  expect(short.values).toHaveLength(8);
  short.values.forEach((value, layer) => expect(value).toBeCloseTo(long.values[layer] ?? NaN, 5));
  const fisher = await benchImportance({ ...options, method: 'fisher', pad: 'longest' });
  expect(Math.min(...fisher.values)).toBeGreaterThan(0);
});
