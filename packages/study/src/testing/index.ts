export { fakePool, fakeTrials, type Behaviour } from './fake-trial.ts';
