export { constantInputNote } from './importance-notes.ts';
export { KeptInputs } from './kept-inputs.ts';
export { loadTrialTask } from './load-trial-task.ts';
export { type Importance, measureImportances, measureVariants } from './measure-importance.ts';
export { meanLength } from './mean-length.ts';
export { measureForTrial } from './prepare-trial.ts';
export { runTrial } from './run-trial.ts';
export { loadTextRowsEncoder, type TextRowsEncoder } from './text-rows-encoder.ts';
