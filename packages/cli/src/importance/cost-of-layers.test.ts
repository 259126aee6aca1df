import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { readJsonObject } from '@lamella/files';
import { readModelShape } from '@lamella/planning';
import { type CostOf, predictStep, recordStep } from '@lamella/planning/cost';
import { EXAMPLE_CALIBRATION } from '@lamella/planning/testing';
import { layerCosts } from './cost-of-layers.ts';

const costOf: CostOf = (step) => predictStep(recordStep(step), EXAMPLE_CALIBRATION, 0);

test.each([
  ['bert', 'encoder'],
  ['roberta', 'encoder'],
  ['modernbert', 'encoder'],
  ['llama', 'decoder'],
  ['gemma', 'decoder'],
])('%s: the lowest layer decides, and for an encoder whether the last is trained', async (family, kind) => {
  const config = readJsonObject(join(workspaceRoot(), 'fixtures', family, 'config.json'));
  const model = { config, shape: readModelShape(config) };
  const { numLayers } = model.shape;
  expect(model.shape.kind).toBe(kind);
  const { costOf: price, step } = await layerCosts(model, { maxLength: 8 }, costOf);
  expect(step).toEqual({ rank: 8, batchSize: 8, maxLength: 8 });
  const all = Array.from({ length: numLayers }, (_, layer) => layer);
  const pairs = all.flatMap((lowest) => all.slice(lowest + 1).map((other) => [lowest, other]));
  const ofClass = new Map<string, readonly [time: number, memory: number]>();
  for (const layers of pairs) {
    const { time, memory } = price(layers);
    const name = `${layers[0]} ${layers.includes(numLayers - 1)}`;
    const [otherTime, otherMemory] = ofClass.get(name) ?? [time, memory];
    expect(time / otherTime).toBeCloseTo(1, 10);
    expect(memory / otherMemory).toBeCloseTo(1, 10);
    ofClass.set(name, [time, memory]);
  }
  const last = numLayers - 1;
  const lowest = pairs.map(([layer = NaN]) => price([layer, last]).time);
  expect(lowest).toEqual(lowest.toSorted((a, b) => b - a));
});
