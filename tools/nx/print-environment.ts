// Run by Nx (the input `jest` in nx.json) for the key under which results of tests are kept.
import { describeEnvironment } from './describe-environment.ts';

console.log(describeEnvironment());
