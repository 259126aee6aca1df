export { adaptModel, headParameters } from './adapt-model.ts';
export type { AdaptedModel, AdapterConfig, LoraConfig } from './adapter.ts';
export { countParameters, type ParameterCounts } from './count-parameters.ts';
export { findTargets, type Target } from './find-targets.ts';
export { initLora } from './lora/init.ts';
export { LoraLinear } from './lora/linear.ts';
export { mergeAdapters } from './merge.ts';
export { loadAdapter } from './peft/load-adapter.ts';
export { saveAdapter } from './peft/save-adapter.ts';
