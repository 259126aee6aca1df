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
 * Names the first of model, data and code that is not here what it is where a run began.
 *
 * @param begun those of the run
 * @returns such as `the data of cola`; undefined if all that both have is the same
 */
export function findOtherInput(
  begun: readonly ExperimentInputs[],
  now: readonly ExperimentInputs[],
): string | undefined {
  const expected = new Map(begun.map((one) => [nameOf(one), one.inputs]));
  for (const { model, task, inputs } of now) {
    const other = expected.get(nameOf({ model, task }));
    const differing = inputNames.find((name) => other !== undefined && other[name] !== inputs[name]);
    if (differing === undefined) continue;
    const names = {
      model: `the model ${model}`,
      data: `the data of ${task}`,
      code: 'the version of Lamella',
    };
    return names[differing];
  }
  return undefined;
}

function nameOf({ model, task }: Pick<ExperimentInputs, 'model' | 'task'>): string {
  return JSON.stringify([model, task]);
}
