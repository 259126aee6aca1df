import type { ResolvedTrial } from '@lamella/spec';
import { codeVersion } from '../code/code-version.ts';
import type { Inputs } from '../inputs/find-inputs.ts';
import { type FindParts, inputNames } from '../results/explain-change.ts';
import { findPartChanges, type InputParts, readInputParts, writeInputParts } from '../results/input-parts.ts';
import type { ResultInputs } from '../results/trial-result.ts';

/** The inputs of a trial as they are now; undefined as long as model or data have not been downloaded. */
export function inputsOf(trial: ResolvedTrial, { modelOf, dataOf }: Inputs): ResultInputs | undefined {
  const model = modelOf(trial.model);
  const data = dataOf(trial);
  if (model.hash === undefined || data === undefined) return undefined;
  return { code: codeVersion().version, model: model.hash, data: data.hash };
}

/**
 * Tells which parts of inputs have changed since results of a folder were made, as far as it was kept what there was. Many trials
 * have the same inputs, which are compared once.
 */
export function partFinder(folder: string, inputs: Inputs): FindParts {
  const present = partsByHash(inputs);
  const found = new Map<string, ReturnType<FindParts>>();
  return (from, to) => {
    const name = `${from} ${to}`;
    if (!found.has(name)) {
      const [before, after] = [readInputParts(folder, from), present.get(to)];
      found.set(name, before && after && findPartChanges(before, after));
    }
    return found.get(name);
  };
}

/** Keeps what the inputs of trials are made of beside their results, to tell later what has changed. */
export async function keepParts(folder: string, inputs: Inputs): Promise<void> {
  for (const [hash, parts] of partsByHash(inputs)) await writeInputParts(folder, String(hash), parts);
}

/** What the inputs of trials are made of now, by the inputs' hashes. */
function partsByHash(inputs: Inputs): ReadonlyMap<string | number, InputParts> {
  const found = new Map<string | number, InputParts>();
  for (const trial of inputs.trials) {
    const known = inputsOf(trial, inputs);
    const { files } = inputs.modelOf(trial.model);
    const parts = { code: codeVersion().parts, model: files, data: inputs.dataOf(trial)?.parts };
    for (const input of inputNames) {
      const [hash, made] = [known?.[input], parts[input]];
      if (hash !== undefined && made !== undefined) found.set(hash, made);
    }
  }
  return found;
}
