import { UserError } from '@lamella/core';
import { modelLabel } from '@lamella/spec';
import type { Inputs } from '../inputs/find-inputs.ts';
import type { ExperimentInputs } from '../results/experiment-folder.ts';
import { inputNames } from '../results/explain-change.ts';
import { inputsOf } from './trial-inputs.ts';

/** The content of what trials read, one entry for each model and task; those of before stay for what is not read now. */
export function listInputs(inputs: Inputs, before: readonly ExperimentInputs[] = []): ExperimentInputs[] {
  const now = inputs.trials.flatMap((trial): ExperimentInputs[] => {
    const known = inputsOf(trial, inputs);
    return known === undefined ? [] : [{ model: modelLabel(trial.model), task: trial.task, inputs: known }];
  });
  return [...new Map([...before, ...now].map((one) => [nameOf(one), one])).values()];
}

/**
 * Checks that model, data and code are here what they are where a run began: else two machines would make results of one name from
 * different things, again and again.
 *
 * @param begun those of the run; undefined in the file of a version that did not record them
 * @throws UserError that names what differs
 */
export function requireSameInputs(
  folder: string,
  begun: readonly ExperimentInputs[] = [],
  now: readonly ExperimentInputs[],
): void {
  const expected = new Map(begun.map((one) => [nameOf(one), one.inputs]));
  for (const { model, task, inputs } of now) {
    const other = expected.get(nameOf({ model, task }));
    const differing = inputNames.find((name) => other !== undefined && other[name] !== inputs[name]);
    if (differing === undefined) continue;
    const what = { model: `the model ${model}`, data: `the data of ${task}`, code: 'the version of Lamella' }[
      differing
    ];
    throw new UserError(
      `Expected ${what} as the run in ${folder} began with, got other content here. ` +
        'Make them the same on both machines, or begin the run again: lamella run SPEC.',
    );
  }
}

function nameOf({ model, task }: Pick<ExperimentInputs, 'model' | 'task'>): string {
  return JSON.stringify([model, task]);
}
