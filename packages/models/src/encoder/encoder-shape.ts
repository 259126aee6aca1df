import type { Config, MapShapes, Sizes } from '../shapes/model-shape.ts';
import { checkHeads } from '../shapes/read-heads.ts';
import { denseMap, readSize } from '../shapes/read-size.ts';

/** The linear maps of a layer of BERT and RoBERTa. */
export function encoderMaps(config: {
  readonly hiddenSize: number;
  readonly intermediateSize: number;
}): MapShapes {
  const { hiddenSize: D, intermediateSize: F } = config;
  return {
    query: denseMap('attention.self.query', D, D),
    key: denseMap('attention.self.key', D, D),
    value: denseMap('attention.self.value', D, D),
    'attention.output.dense': denseMap('attention.output.dense', D, D),
    'intermediate.dense': denseMap('intermediate.dense', D, F),
    'output.dense': denseMap('output.dense', F, D),
  };
}

/** Reads the sizes common to BERT and RoBERTa: embeddings of words, positions and token types with a norm, and layers with two. */
export function readEncoderSizes(config: Config): Omit<Sizes, 'head'> & { readonly D: number } {
  checkHeads(config);
  const D = readSize(config, 'hidden_size');
  const rows =
    readSize(config, 'vocab_size') +
    readSize(config, 'max_position_embeddings') +
    readSize(config, 'type_vocab_size', 2);
  const numLayers = readSize(config, 'num_hidden_layers');
  return {
    D,
    numLayers,
    maps: encoderMaps({ hiddenSize: D, intermediateSize: readSize(config, 'intermediate_size') }),
    norms: numLayers * 4 * D,
    outside: rows * D + 2 * D,
  };
}
