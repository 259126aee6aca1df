import { type HeldCheckpoint, KeptWeights, type LoadModelOptions } from '@lamella/models';
import { KeptTasks } from './kept-tasks.ts';

/**
 * What a worker keeps from one trial for the next: what is the same for many and never changed. A trial comes to the same bits with
 * it as without it.
 */
export class KeptInputs {
  readonly tasks = new KeptTasks();
  /** Of the model of the latest trial, without those that it trained. */
  readonly weights = new KeptWeights();

  /** Frees what a trial with this task and model does not take up, before it takes memory of its own. */
  makeRoomFor(task: unknown, model: HeldCheckpoint): void {
    this.tasks.makeRoomFor(task);
    this.weights.begin(model);
  }
}

/** The weights that earlier trials have left for a model with this hash, for `loadModel`. */
export function keptWeights(
  { kept }: { readonly kept?: KeptInputs | undefined },
  hashes: { readonly model: string },
): LoadModelOptions['kept'] {
  return kept && { weights: kept.weights, hash: hashes.model };
}
