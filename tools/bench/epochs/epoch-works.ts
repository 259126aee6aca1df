import type { Comparison } from '../pairs.ts';
import type { Training } from './run-trainings.ts';

/** A training that is timed in both programs. */
export interface EpochWork extends Training {
  /** Against batches padded to their longest sequence. */
  readonly padded: Comparison;
  /** Against batches of sequences of like length, as the Trainer's `group_by_length` makes them. */
  readonly grouped: Comparison;
}

/** What is asked of the seconds of an epoch in float32, by task: the limit and the aim. */
const TASKS = [
  ['sst2', 'SST-2', 0.3, 0.22],
  ['stsb', 'STS-B', 0.33, 0.26],
  ['cola', 'CoLA', 0.38, 0.3],
  ['rte', 'RTE', 0.42, 0.35],
  ['mrpc', 'MRPC', 0.5, 0.42],
] as const;
const MODELS = ['minilm', 'bge-small'] as const;
const SECONDS = 'seconds per epoch';
const PEAK = 'peak MiB';

/** Every training of the table, in its order: tasks, then models, then precisions. */
export function epochWorks(): EpochWork[] {
  return TASKS.flatMap(([task, folder, atMost, aim]) =>
    MODELS.flatMap((model) =>
      (['float32', 'bfloat16'] as const).map((precision): EpochWork => {
        const name = `${folder}, ${model}, ${precision}`;
        const allowance = precision === 'bfloat16' ? 0.08 : 0;
        return {
          ...{ model, task, folder, precision },
          padded: {
            name: `${name}, padded`,
            limits: {
              [SECONDS]: { atMost: atMost + allowance, aim },
              [PEAK]: { atMost: 0.5, aim: 0.35 },
            },
          },
          grouped: {
            name: `${name}, grouped by length`,
            limits: { [SECONDS]: { atMost: 0.65 + allowance, aim: 0.5 } },
          },
        };
      }),
    ),
  );
}

/** The figures of a training, as {@link epochWorks} names them. */
export const epochFigures = (seconds: number, peakMiB: number): Readonly<Record<string, number>> => ({
  [SECONDS]: seconds,
  [PEAK]: peakMiB,
});
