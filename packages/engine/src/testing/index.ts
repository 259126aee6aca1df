export { expectCompiledEqualsEager } from './compiled-equals-eager.ts';
export { expectNoLeakedTensors, expectNoneLeakedBy } from './no-leaked-tensors.ts';
export { expectCorrectGradients, finiteDifference } from './finite-difference.ts';
export { expectTensorsClose, type Tolerance } from './tensors-close.ts';
export { describeWithPythons, runPython, type Python, whyNoPython } from './python.ts';
