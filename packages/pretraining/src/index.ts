export { runLlavaPretraining } from './llava/run-llava-pretraining.ts';
export { readPretrainingSpec } from './read-pretraining-spec.ts';
export { runPretraining } from './run-pretraining.ts';
