import { compile, type NamedTensors, Parameter, tf } from '@lamella/engine';
import { expectNoLeakedTensors, expectTensorsClose } from '@lamella/engine/testing';
import { AdamW, isDecayed } from './adamw.ts';

const start = [0.5, -1, 2, 0];
const gradients = [
  [0.1, -0.2, 3, 0],
  [0.3, 0.2, -1, 1e-4],
  [-0.5, 0, 2, 1e-4],
];
const learningRates = [0.1, 0.05, 0.02];

/** torch.optim.AdamW in float64, betas (0.9, 0.99), eps 1e-6: after each step, with weight decay 0.1 and without. */
const expected = [
  [
    [0.39500101, -0.8900005, 1.88000003, 0],
    [0.40000101, -0.9000005, 1.90000003, 0],
  ],
  [
    [0.34721994, -0.88818206, 1.85055278, -0.03660659],
    [0.35419495, -0.90263207, 1.87995278, -0.03660659],
  ],
  [
    [0.34973384, -0.88722123, 1.83477048, -0.05345725],
    [0.35740329, -0.9034476, 1.86787159, -0.05353046],
  ],
];

function trainable(name: string): Parameter {
  const parameter = new Parameter(name, tf.tensor1d(start));
  parameter.makeTrainable();
  return parameter;
}

test.each([true, false])('three steps are PyTorch’s, with and without decay; eager: %s', (isEager) => {
  const parameters = [trainable('dense.weight'), trainable('dense.bias')];
  const adamw = new AdamW(parameters, { beta1: 0.9, beta2: 0.99, epsilon: 1e-6, weightDecay: 0.1 });
  const step = compile(
    ({ gradient, ...numbers }: NamedTensors) => {
      adamw.update([gradient as tf.Tensor, gradient as tf.Tensor], numbers as never);
      return { done: tf.scalar(1) };
    },
    { name: 'adamw', isEager },
  );
  learningRates.forEach((learningRate, t) => {
    tf.tidy(() => {
      const numbers = Object.entries(adamw.stepNumbers(learningRate, t + 1));
      const scalars = Object.fromEntries(numbers.map(([name, value]) => [name, tf.scalar(value)]));
      step.run({ ...scalars, gradient: tf.tensor1d(gradients[t] ?? []) });
      parameters.forEach((parameter, i) =>
        expectTensorsClose(parameter.value(), expected[t]?.[i] ?? [], { absolute: 1e-6, relative: 0 }),
      );
    });
  });
  step.dispose();
  adamw.dispose();
  for (const parameter of parameters) parameter.dispose();
});

test.each([
  ['roberta.encoder.layer.0.attention.self.query.weight', true],
  ['roberta.encoder.layer.0.attention.self.query.lora_A.weight', true],
  ['roberta.embeddings.word_embeddings.weight', true],
  ['roberta.encoder.layer.0.attention.self.query.bias', false],
  ['roberta.encoder.layer.0.output.LayerNorm.weight', false],
  ['lm_head.layer_norm.weight', false],
  ['model.layers.0.input_layernorm.weight', false],
])('%s is decayed: %s', (name, expectedDecay) => {
  const parameter = new Parameter(name, tf.zeros([1]));
  expect(isDecayed(parameter)).toBe(expectedDecay);
  parameter.dispose();
});

test('the decay of a weight waits for its gradient, so that the step needs no second copy of the weights', () => {
  const parameter = trainable('dense.weight');
  const adamw = new AdamW([parameter], { beta1: 0.9, beta2: 0.99, epsilon: 1e-6, weightDecay: 0.1 });
  const step = compile(
    ({ x, ...numbers }: NamedTensors) => {
      adamw.update([tf.exp(x as tf.Tensor)], numbers as never);
      return { done: tf.scalar(1) };
    },
    { name: 'adamw', isEager: false },
  );
  tf.tidy(() => {
    const numbers = Object.entries(adamw.stepNumbers(0.1, 1)).map(([name, value]) => [
      name,
      tf.scalar(value),
    ]);
    step.run({ ...Object.fromEntries(numbers), x: tf.tensor1d(start) });
  });
  const operations = step.operations[0] ?? [];
  const producer = (id: number | undefined): string | undefined =>
    operations.find(({ outputs }) => outputs.some((output) => output.id === id))?.type;
  const decay = operations.find(({ type }) => type === 'AssignSubVariableOp');
  const product = operations.find(({ outputs }) => outputs[0]?.id === decay?.inputs[1]?.id);
  const delayed = operations.find(({ outputs }) => outputs[0]?.id === product?.inputs[0]?.id);
  expect(delayed?.inputs.map(({ id }) => producer(id))).toEqual(['ReadVariableOp', 'Exp']);
  for (const owner of [step, adamw, parameter]) owner.dispose();
});

test('a missing gradient is an error; nothing is left behind', () => {
  expectNoLeakedTensors(() => {
    const parameter = trainable('dense.weight');
    const adamw = new AdamW([parameter], { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 });
    expect(() => adamw.update([], {} as never)).toThrow('Expected a gradient of dense.weight, got none');
    adamw.dispose();
    parameter.dispose();
  });
});
