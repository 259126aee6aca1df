import { messageOf, warn } from '@lamella/core';
import { sizeOf } from '@lamella/files';
import { JobCancelled } from '@lamella/runners';
import type { HostTensors, TrainingPause, TrainingState } from '@lamella/training';
import { CheckpointPace, type Pace } from './checkpoint-pace.ts';
import { type CheckpointPlace, writeCheckpoint } from './trial-checkpoints.ts';

/** What a training's checkpoints are written by. */
export interface WriterOptions {
  readonly place: CheckpointPlace;
  readonly pace: Pace;
  /** Aborted where the process is asked to end: the next state is written, and the training ended. */
  readonly signal: AbortSignal;
  /** Called before each one: what else has to be on the disk with it. */
  sync(): void;
}

/** Bytes of a float32. */
const elementBytes = 4;

/**
 * Writes the state of a training between its steps, when it is due. One that can't be written is told of, and the training goes on.
 *
 * @returns for `TrainingRun.betweenSteps`; throws {@link JobCancelled} after the state that a signal has asked for
 */
export function checkpointWriter({
  place,
  pace,
  signal,
  sync,
}: WriterOptions): (pause: TrainingPause) => Promise<void> {
  const due = new CheckpointPace(pace);
  let numBytes: number | undefined;
  return async ({ step, isEpochEnd, readState }) => {
    numBytes ??= bytesOf(readState().tensors);
    if (!signal.aborted && !due.isDue({ step, isEpochEnd, numBytes })) return;
    const begin = performance.now();
    sync();
    await writeOrWarn(place, readState());
    due.written(step, (performance.now() - begin) / 1000);
    if (signal.aborted)
      throw new JobCancelled('The training was asked to end, and goes on from its checkpoint');
  };
}

async function writeOrWarn(place: CheckpointPlace, state: TrainingState): Promise<void> {
  try {
    await writeCheckpoint(place, state);
  } catch (error) {
    warn(`A checkpoint of the training can't be written, which goes on without: ${messageOf(error)}`);
  }
}

function bytesOf(tensors: HostTensors): number {
  let numElements = 0;
  for (const { shape } of tensors.values()) numElements += sizeOf(shape);
  return numElements * elementBytes;
}
