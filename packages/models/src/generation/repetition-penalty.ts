import { type Tensor, tf } from '@lamella/engine';

/**
 * Makes tokens that a text has already less likely (Keskar et al. 2019), as `RepetitionPenaltyLogitsProcessor` of
 * transformers 5 does: z / p for a logit z above 0, else z · p. Padding counts as no token (in 4.46 it does).
 *
 * @param logits [B, V]
 * @param seen [B, V]: 1 for tokens of the text, prompt included, else 0
 * @returns [B, V]
 */
export function penaliseSeen(logits: Tensor, seen: Tensor, penalty: number): Tensor {
  const penalised = tf.where(tf.less(logits, 0), tf.mul(logits, penalty), tf.div(logits, penalty));
  return tf.where(tf.greater(seen, 0), penalised, logits);
}

/** Which tokens the texts of a batch have. */
export class SeenTokens {
  readonly #flags: Float32Array; // [B, V]
  readonly #numTokens: number;

  /** @param prompts one per row @param numTokens V */
  constructor(prompts: readonly (readonly number[])[], numTokens: number) {
    this.#numTokens = numTokens;
    this.#flags = new Float32Array(prompts.length * numTokens);
    for (const [row, ids] of prompts.entries()) this.add(row, ids);
  }

  add(row: number, ids: readonly number[]): void {
    for (const id of ids) this.#flags[row * this.#numTokens + id] = 1;
  }

  /** @returns [B, V]; caller disposes */
  toTensor(): Tensor {
    return tf.tensor2d(this.#flags.slice(), [this.#flags.length / this.#numTokens, this.#numTokens]);
  }
}
