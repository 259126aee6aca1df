import type { TrainingNumbers } from '@lamella/training';
import { z } from 'zod';

/** JSON has no numbers such as NaN: here they are texts. */
const number = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);
const count = z.int().min(0);

const trainingNumbers = z.strictObject({
  losses: z.array(number),
  stepSeconds: z.array(number),
  epochs: z.array(
    z.strictObject({
      epoch: count,
      trainLoss: number,
      seconds: number,
      metrics: z.record(z.string(), number),
    }),
  ),
  microSteps: count,
  bestHeight: z.exactOptional(number),
  earlyStopping: z.exactOptional(
    z.strictObject({
      best: z.exactOptional(z.strictObject({ score: number, epoch: count })),
      numEpochs: count,
      numWithout: count,
    }),
  ),
});

/** The numbers of a training as JSON, from which every one of them comes back as it was. */
export function formatNumbers(numbers: TrainingNumbers): string {
  return JSON.stringify(numbers, (_key, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
}

/** The numbers of what {@link formatNumbers} gave; undefined for anything else. */
export function parseNumbers(text: string): TrainingNumbers | undefined {
  try {
    return trainingNumbers.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
