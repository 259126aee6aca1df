export { benchDecoder, type DecoderBenchOptions } from './bench-decoder.ts';
export { benchDecoding, type DecodingBenchOptions } from './bench-decoding.ts';
export { benchEncoder, type EncoderBenchOptions } from './bench-encoder.ts';
export { benchImportance, type ImportanceBenchOptions } from './bench-importance.ts';
export { benchModel, type ModelBenchOptions } from './bench-model.ts';
