// Whether a tokeniser can be used in this process, without loading its library or the engine.
export { probeTokenizer } from './probe-tokenizer.ts';
