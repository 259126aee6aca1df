import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { encodeEventFileStart, encodeScalars, eventFileName, type ScalarEvent } from './scalar-events.ts';

const start = 1767225600.5;
/** Those of fixtures/make_tensorboard.py. */
const events: readonly ScalarEvent[] = [
  {
    ...{ time: start + 0.25, step: 1 },
    scalars: { 'train/loss': 0.6931471805599453, 'train/learning_rate': 0, 'train/grad_norm': 1.5 },
  },
  { time: start + 1, step: 127, scalars: { 'train/loss': -0, 'train/learning_rate': 4e-4 } },
  { time: start + 2, step: 128, scalars: { 'eval/accuracy': 1 / 3 } },
  {
    ...{ time: start + 3, step: 2 ** 40 + 5 },
    scalars: { [`eval/${'long name '.repeat(20)}`]: 1e300, 'not a number': NaN },
  },
  { time: start + 4, step: 2 ** 53 - 1, scalars: { größe: 1e-45 } },
];

test("the bytes are those of TensorBoard's own writer", () => {
  const name = eventFileName(start);
  const path = join(workspaceRoot(), 'packages', 'files', 'fixtures', 'tensorboard', name);
  const written = Buffer.concat([encodeEventFileStart(start), ...events.map(encodeScalars)]);
  expect(written.equals(readFileSync(path))).toBe(true);
});
