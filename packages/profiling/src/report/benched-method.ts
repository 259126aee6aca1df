import type { ImportanceMethod } from '@lamella/metrics/selection';

/** A method of importance as a benchmark is given it: `fisher` is the PyTorch program's word for `fim`. */
export type BenchedWord = ImportanceMethod | 'fisher';

/** The method of importance that a benchmark's word stands for. */
export function benchedMethod(word: BenchedWord): ImportanceMethod {
  return word === 'fisher' ? 'fim' : word;
}
