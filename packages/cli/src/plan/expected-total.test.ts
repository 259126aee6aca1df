import { parseSpec } from '@lamella/spec';
import { findInputs, type Inputs } from '@lamella/study';
import { expectedSeconds, expectedTotal } from './expected-total.ts';

const spec = parseSpec(
  `name: expected
model: mini/roberta
data: { kind: mini-glue }
tasks: [cola, sst2]
rows: { train: 64, dev: 20 }
training: { epochs: 2, batchSize: 16 }
methods: { head: { tuning: head } }
sweep: { seed: [1, 2] }
`,
  'expected.yaml',
);
let inputs: Inputs;
beforeAll(async () => {
  inputs = await findInputs(spec, { download: false });
});

/** A step of 16 examples takes 16 s: 1 s each. */
const costOf = () => ({ seconds: 16, cpuSeconds: 16, peakBytes: 2 ** 30 });

test('the times of all trials are added up, and those whose data are not here are counted', async () => {
  const partly: Inputs = {
    ...inputs,
    dataOf: (trial) => (trial.task === 'sst2' ? undefined : inputs.dataOf(trial)),
  };
  // 2 epochs · 64 + 0.4 · 3 evaluations · 20 examples
  const expected = await expectedSeconds(inputs.trials, partly, costOf);
  expect(expected).toEqual([152, undefined, 152, undefined]);
  expect(expectedTotal(expected)).toEqual([
    'Predicted time of 2 trials, one after another on a machine that does nothing else: about 5 min 04 s, on texts of the mean length; of 2 more it is not known',
  ]);
});

test('without trials there is nothing to say, and without data nothing is known', async () => {
  expect(expectedTotal([])).toEqual([]);
  const absent: Inputs = { ...inputs, dataOf: () => undefined };
  expect(expectedTotal(await expectedSeconds(inputs.trials, absent, costOf))).toEqual([
    'How long they take is not known: models or data are not here, or answers are written.',
  ]);
});
