import { tf } from '@lamella/core/engine';
import { expectTensorsClose } from '@lamella/core/testing';
import { mergeAdapters } from './merge.ts';
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
