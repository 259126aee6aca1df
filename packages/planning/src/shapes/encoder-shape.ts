import { dense, map, readSize } from './reader.ts';
import type { Config, ShapeReader } from './shape.ts';

/** RoBERTa: its head is a dense layer and the output. */
export const robertaShape: ShapeReader = (config) => {
  const { D, body, embeddings } = readEncoder(config);
  return { ...body, outside: embeddings, head: (numLabels) => dense(D, D) + dense(D, numLabels) };
};

/** BERT: its head is the output alone, on a pooler that belongs to the body. */
export const bertShape: ShapeReader = (config) => {
  const { D, body, embeddings } = readEncoder(config);
  return { ...body, outside: embeddings + dense(D, D), head: (numLabels) => dense(D, numLabels) };
};

function readEncoder(config: Config) {
  const D = readSize(config, 'hidden_size');
  const F = readSize(config, 'intermediate_size');
  const rows =
    readSize(config, 'vocab_size') +
    readSize(config, 'max_position_embeddings') +
    readSize(config, 'type_vocab_size', 2);
  const body = {
    kind: 'encoder' as const,
    numLayers: readSize(config, 'num_hidden_layers'),
    maps: {
      query: map(D, D),
      key: map(D, D),
      value: map(D, D),
      'attention.output.dense': map(D, D),
      'intermediate.dense': map(D, F),
      'output.dense': map(F, D),
    },
    norms: 4 * D,
    paperTargets: ['query', 'value'],
  };
  return { D, body, embeddings: rows * D + 2 * D };
}
