import { UserError } from '@lamella/core';
import { configReader, type FieldRules, type Fields, noEffect, used } from '@lamella/files';

/** The fields of a config.json that describe a classification head. */
export const LABEL_FIELDS: FieldRules = {
  ...used('id2label', 'num_labels', 'problem_type'),
  ...noEffect('it repeats id2label', 'label2id'),
};

/**
 * Outputs of a classification head: the classes of `id2label`, or `num_labels`.
 *
 * @throws {UserError} if the two differ, of which transformers 4 reads the former and transformers 5 the latter, or if `problem_type` asks for a loss that a head with so many outputs doesn't have here
 */
export function readNumLabels(source: Fields, where: string): number {
  const read = configReader(source, where);
  const labels = read.object('id2label');
  const numNamed = labels === undefined ? undefined : Math.max(1, Object.keys(labels).length);
  const numLabels = read.size('num_labels', numNamed ?? 2);
  if (numNamed !== undefined && numNamed !== numLabels)
    throw new UserError(
      `Expected "num_labels" in ${where} to be the number of classes in "id2label", got ${numLabels} and ${numNamed}.`,
    );
  const problem = source['problem_type'] ?? usualProblem(numLabels);
  if (problem !== usualProblem(numLabels))
    throw new UserError(
      `Expected "problem_type" in ${where} to be null or ${JSON.stringify(usualProblem(numLabels))} for ${numLabels} ` +
        `${numLabels === 1 ? 'label' : 'labels'}, got ${JSON.stringify(problem)}, which is not supported: ` +
        'the loss follows from the task. Set it to null if the head is to be replaced.',
    );
  return numLabels;
}

/** The loss that transformers takes where `problem_type` is absent. */
export function usualProblem(numLabels: number): 'regression' | 'single_label_classification' {
  return numLabels === 1 ? 'regression' : 'single_label_classification';
}
