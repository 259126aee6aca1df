import { hashJson } from '@lamella/core';
import { type ExperimentSpec, modelLabel, modelsOf, type Narrowing } from '@lamella/spec';
import type { Inputs } from '../inputs/find-inputs.ts';
import {
  isWholeSpec,
  addParts,
  type ExperimentFile,
  readExperimentFile,
  type TypedOverrides,
} from '../results/experiment-folder.ts';
import { countEnded, recordPrimary } from '../results/primary-record.ts';
import { listInputs } from './experiment-inputs.ts';

/** The request for a run, and the folder of its results. */
export interface AskedRun {
  readonly folder: string;
  readonly as?: string;
  readonly typed?: TypedOverrides;
  readonly parts?: readonly Narrowing[];
}

/** The experiment that the folder's results now belong to: with the same overrides, what was asked for before stays in it. */
export function toExperiment(
  spec: ExperimentSpec,
  found: Inputs,
  { as, typed = {}, parts: asked = [{}], folder }: AskedRun,
): ExperimentFile {
  const { modelOf } = found;
  const models = modelsOf(spec);
  const before = readExperimentFile(folder);
  const isSame = before !== undefined && hashJson(before.typed ?? {}) === hashJson(typed);
  const parts = addParts(isSame ? (before.parts ?? [{}]) : [], asked, spec);
  const primary = recordPrimary(spec, before?.primary, { trialsBefore: countEnded(folder) });
  // Where trials run says nothing of their results, and may name accounts.
  const { runner: _runner, slurm: _slurm, ...kept } = spec;
  return {
    spec: kept,
    numLayers: modelOf(models[0] ?? spec.model).numLayers,
    ...(models.some((model) => model !== spec.model) && {
      numLayersOf: Object.fromEntries(models.map((model) => [modelLabel(model), modelOf(model).numLayers])),
    }),
    ...(as !== undefined && { as }),
    ...(Object.keys(typed).length > 0 && { typed }),
    ...(!isWholeSpec(parts) && { parts }),
    ...(primary && { primary }),
    inputs: listInputs(found, isSame ? before.inputs : []),
  };
}
