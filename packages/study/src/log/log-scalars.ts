import type { ScalarEvent } from '@lamella/files';
import type { TrialLogLine } from './log-lines.ts';

/** The numbers of a line for TensorBoard, with the tags that transformers' Trainer gives them; undefined for lines that have none. */
export function scalarsOf(line: TrialLogLine): ScalarEvent | undefined {
  if (line.kind === 'step') {
    const { step, time, loss, learningRate, gradNorm, seconds } = line;
    return {
      ...{ time, step },
      scalars: {
        'train/loss': loss,
        'train/learning_rate': learningRate,
        'train/grad_norm': gradNorm,
        'train/seconds_per_step': seconds,
      },
    };
  }
  if (line.kind !== 'epoch') return undefined;
  const { step, time, epoch, metrics } = line;
  const scores = Object.entries(metrics).map(([name, value]) => [`eval/${name}`, value] as const);
  return { time, step, scalars: { 'train/epoch': epoch, ...Object.fromEntries(scores) } };
}
