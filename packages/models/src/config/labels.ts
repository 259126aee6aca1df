import { UserError } from '@lamella/core';
import { configReader, type FieldRules, type Fields, noEffect, used } from '@lamella/files';

/** The fields of a config.json that describe a classification head. */
export const LABEL_FIELDS: FieldRules = {
  ...used('id2label', 'num_labels', 'problem_type'),
  ...noEffect('it repeats id2label', 'label2id'),
};

/**
 * Outputs of a classification head, as transformers counts them: `id2label` decides where it is given.
 *
 * @throws {UserError} if `problem_type` asks for a loss that a head with so many outputs doesn't have here
 */
export function readNumLabels(source: Fields, where: string): number {
  const read = configReader(source, where);
  const labels = read.object('id2label');
  const numLabels =
    labels === undefined ? read.size('num_labels', 2) : Math.max(1, Object.keys(labels).length);
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
