import { tf } from '@lamella/engine';
import { expectNoLeakedTensors, expectTensorsClose } from '@lamella/engine/testing';
import { adaptModel } from './adapt-model.ts';
import type { LoraConfig } from './lora/kind.ts';
import { loraLinears } from './lora/make-linear.ts';
import { measureMerge, mergeAdapters } from './merge.ts';
import { loadAdapter } from './peft/load-adapter.ts';
import { logitsOf, openPeft } from './testing/peft-fixtures.ts';

describe.each(['roberta', 'bert'] as const)('%s', (family) => {
  const { loadBase, adapter, inputs, read } = openPeft(family);

  test('the merged model computes what PEFT’s does, and merging again changes nothing', () => {
    const model = loadBase();
    const adapted = loadAdapter(adapter, model);
    expect(mergeAdapters(model, adapted)).toBe(model);
    const once = logitsOf(model, inputs);
    tf.tidy(() => {
      const expected = read('lora/logits_merged');
      expectTensorsClose(tf.tensor(once, expected.shape), expected, { absolute: 5e-5, relative: 0 });
      const name = `${family}.encoder.layer.1.attention.self.query.weight`;
      const weight = model.parameters.get(name)?.value() as tf.Tensor;
      expectTensorsClose(weight, read(`lora/merged/${name}`), { absolute: 1e-6 });
    });
    mergeAdapters(model, adapted);
    expect(logitsOf(model, inputs)).toEqual(once);
    model.dispose();
  });

  test('no adapter is left, and the head stays trained', () => {
    const model = loadBase();
    const adapted = loadAdapter(adapter, model);
    const classifier = [...model.parameters.values()].filter(({ name }) => name.startsWith('classifier.'));
    const trained = classifier.map((parameter) => tf.tidy(() => parameter.value().dataSync()));
    mergeAdapters(model, adapted);
    for (const { projections } of model.layers)
      for (const projection of projections.values()) expect(projection).toBe(projection.base);
    expect(classifier.map((parameter) => tf.tidy(() => parameter.value().dataSync()))).toEqual(trained);
    model.dispose();
  });
});

describe('measuring a merge', () => {
  const { loadBase, adapterOf, inputs } = openPeft('roberta');
  const lora: LoraConfig = {
    kind: 'lora',
    layers: [0, 2],
    targets: ['query', 'output.dense'],
    rank: 4,
    alpha: 8,
    dropout: 0.1,
    seed: 3,
  };

  test.each([
    ['LoRA', {}],
    ['DoRA', { useDora: true }],
    ['PiSSA', { init: 'pissa' as const }],
    ['DoRA on PiSSA', { init: 'pissa' as const, useDora: true }],
  ])('%s: a small gap, and model and adapters as before', (_, fields) => {
    const model = loadBase();
    const before = logitsOf(model, inputs);
    const adapted = adaptModel(model, { ...lora, ...fields });
    loraLinears(adapted).forEach(({ b }, i) =>
      tf.tidy(() => b.assign(tf.randomNormal([...b.shape], 0, 0.3, 'float32', i + 1))),
    );
    const ofAdapted = logitsOf(model, inputs);
    const gap = measureMerge(model, adapted, [inputs]);
    expect(gap).toBeLessThan(1e-5);
    expect(logitsOf(model, inputs)).toEqual(ofAdapted);
    adapted.remove();
    expect(logitsOf(model, inputs)).toEqual(before);
    model.dispose();
  });

  test('the gap is the largest difference of two logits', () => {
    const model = loadBase();
    const adapted = loadAdapter(adapterOf('dora'), model);
    const before = logitsOf(model, inputs);
    const expected = measureMerge(model, adapted, [inputs, inputs]);
    mergeAdapters(model, adapted);
    const gaps = [...logitsOf(model, inputs)].map((logit, i) => Math.abs(logit - (before[i] ?? NaN)));
    expect(expected).toBeCloseTo(Math.max(...gaps), 10);
    expect(expected).toBeGreaterThan(0);
    model.dispose();
  });

  test('a merge that goes wrong shows', () => {
    const model = loadBase();
    const adapted = adaptModel(model, { ...lora, useDora: true });
    const [linear] = adapted.linears;
    const merged = linear?.mergedWeight.bind(linear);
    Object.assign(linear ?? {}, { mergedWeight: () => tf.tidy(() => tf.mul(merged?.() ?? 0, 1.1)) });
    expect(measureMerge(model, adapted, [inputs])).toBeGreaterThan(1e-3);
    model.dispose();
  });

  test('leaves no tensors', () => {
    expectNoLeakedTensors(() => {
      const model = loadBase();
      const adapted = adaptModel(model, { ...lora, init: 'pissa' });
      measureMerge(model, adapted, [inputs]);
      adapted.remove();
      model.dispose();
    });
  });
});
