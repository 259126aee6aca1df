import { KeptTasks } from './kept-tasks.ts';

/**
 * What a worker keeps from one trial for the next: what is the same for many and never changed. A trial comes to the same bits with
 * it as without it.
 */
export class KeptInputs {
  readonly tasks = new KeptTasks();
}
