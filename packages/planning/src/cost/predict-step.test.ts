import { DataType } from '@lamella/engine';
import { EXAMPLE_CALIBRATION } from '../testing/example-calibration.ts';
import { predictStep } from './predict-step.ts';

test("a step's time is the sum over its ops, its memory the model, what trains it and its values", () => {
  const operand = (id: number, shape: number[]) => ({ id, dtype: DataType.float32, shape });
  const operations = [
    {
      type: 'MatMul',
      attributes: [],
      inputs: [operand(1, [10, 5]), operand(2, [5, 2])],
      outputs: [operand(3, [10, 2])],
    },
    { type: 'Exp', attributes: [], inputs: [operand(3, [10, 2])], outputs: [operand(4, [10, 2])] },
  ];
  const held = { frozenBytes: 1000, ownBytes: 400, trainable: 7 };
  const prediction = predictStep({ operations, ...held }, EXAMPLE_CALIBRATION, 5000);
  const product = Math.max((2 * 10 * 5 * 2) / 100, (4 * (50 + 10 + 20)) / 10);
  expect(prediction.cpuSeconds).toBeCloseTo(2 + product + (2 * 80) / 5, 9);
  expect(prediction.seconds).toBeCloseTo(2 + product / 2 + (2 * 80) / 10, 9);
  const table = 2 ** 16; // of the allocator's first region
  expect(prediction.peakBytes).toBe(5000 + 70 * 2 ** 20 + 1000 + 12 * 7 + 1.15 * 80 + table);
});
