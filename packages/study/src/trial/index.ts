export { measureImportance } from './measure-importance.ts';
export { runTrial } from './run-trial.ts';
