export { countCases, exitCodeOf, type CaseResult } from './case-result.ts';
export { openFamily } from './family-reference.ts';
export { readReferenceRows } from './reference-rows.ts';
export { renderCase, renderSummary } from './render.ts';
export { runConform } from './run-conform.ts';
export { runLogits } from './run-model.ts';
export { ENCODER_TOLERANCES } from './tolerances.ts';
export { describeTokenizer, type TokenizerTexts } from './describe-tokenizer.ts';
