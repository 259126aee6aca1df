import { z } from 'zod';
import { anyOf, positiveNumber, section } from './fields.ts';

const GIBIBYTE = 2 ** 30;
const units = { GiB: GIBIBYTE, MiB: 2 ** 20 } as const;

const MEMORY = /^\d+(\.\d+)? ?[GM]iB$/;

const memory = anyOf(
  [
    z.number().gt(0, { abort: true }),
    z
      .string()
      .regex(MEMORY, { abort: true })
      .refine((text) => parseFloat(text) > 0, { abort: true }),
  ],
  "a number of GiB above 0, or a text such as '8 GiB' or '500 MiB'",
);

const factor = z.number({ error: 'a number of at least 1' }).min(1, { error: 'a number of at least 1' });

/** Limits of every trial of a spec: they end what goes wrong, and change no result. */
export const limitsSection = section({
  minutes: z.exactOptional(positiveNumber()).describe('Minutes that a trial may take'),
  memory: z
    .exactOptional(memory)
    .describe("Memory that a trial's process may occupy: GiB, or with a unit, such as '500 MiB'"),
  factor: z
    .exactOptional(factor)
    .describe(
      'Limits as multiples of the predicted time and memory, where minutes or memory does not say otherwise (default: 20 times the time and an hour, 3 times the memory and 4 GiB, on machines that `plan --cost` has measured)',
    ),
  stuckMinutes: z
    .exactOptional(positiveNumber())
    .describe(
      'Minutes without a sign of life after which a trial is ended (default: 10); three times the longest pause that it made before, if that is longer',
    ),
});

/** Limits as a spec gives them. */
export type LimitsChoice = Readonly<z.output<typeof limitsSection>>;

/** Whether a text is a size with its unit: `8 GiB`, `500 MiB`. */
export function isMemoryText(text: string): boolean {
  return MEMORY.test(text);
}

/** Bytes of a memory as a spec gives it: a number of GiB, or a text with its unit. */
export function memoryBytes(value: NonNullable<LimitsChoice['memory']>): number {
  if (typeof value === 'number') return Math.round(value * GIBIBYTE);
  const unit = value.endsWith('MiB') ? 'MiB' : 'GiB';
  return Math.round(Number(value.slice(0, -unit.length)) * units[unit]);
}
