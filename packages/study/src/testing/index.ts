export { doneResult } from './example-results.ts';
export { fakePool, fakeTrials, type Behaviour } from './fake-trial.ts';
