import { resolve } from 'node:path';
import { readModelConfig } from '@lamella/models';
import { findModel, readModelShape } from '@lamella/planning';
import { applyOverrides, type ExperimentSpec, formatSpec, type Override, parseSpec } from '@lamella/spec';
import { type ChosenSettings, chooseSettings, valuesOf } from './choose-settings.ts';
import { dataOf, findData } from './find-data.ts';
import { type DataTraits, inspectData } from './inspect-data.ts';
import { readLayerChoice } from './layer-choice.ts';
import { nameExperiment } from './name-experiment.ts';
import { freeBytes, peakOf, startPredicting, type TrialCost } from './predict-costs.ts';
import { modelSource } from './model-source.ts';
import { pathInSpec } from './spec-file.ts';
import type { TuneRequest } from './tune-request.ts';
import { tunedSpec, type TunedSettings, type TunedSubject } from './tuned-spec.ts';

/** The plan of a tuning. */
export interface TuningPlan {
  readonly subject: Omit<TunedSubject, 'model' | 'data'>;
  /** Why the task is this one. */
  readonly whyTask: string;
  readonly numLayers: number;
  readonly data: DataTraits;
  readonly settings: ChosenSettings;
  readonly costs: readonly TrialCost[];
  /** The spec in YAML, with the reasons beside its values. */
  readonly text: string;
}

/** Where a spec will lie, and what `--set` says. */
export interface SpecTarget {
  readonly folder: string;
  readonly overrides: readonly Override[];
}

/**
 * Looks at the model and the data, and chooses all that the request leaves open.
 *
 * @throws UserError (exit code 2) for whatever could not be trained
 */
export async function planTuning(request: TuneRequest, target: SpecTarget): Promise<TuningPlan> {
  const model = modelSource(request);
  const { config, numLayers } = await findModel(model(resolve), { download: true });
  const { kind, paperTargets: targets } = readModelShape(config);
  const choice = readLayerChoice(request.layers, request.method, numLayers);
  const found = await findData(request, kind);
  const subject = {
    name: request.name ?? nameExperiment(request.train, request.model),
    ...{ kind, task: found.task, choice, targets },
  };
  const write = (settings: TunedSettings, toPath: (path: string) => string): Record<string, unknown> =>
    tunedSpec(request, { ...subject, model: model(toPath), data: dataOf(request, found, toPath) }, settings);
  const parse = (settings: TunedSettings): ExperimentSpec =>
    parseSpec(formatSpec(write(settings, resolve)), 'the spec', target.overrides);

  const data = await inspectData(parse(draftSettings), numLayers);
  const costsOf = await startPredicting(config, { numLayers, numClasses: data.numClasses });
  const settings = chooseSettings(request, {
    kind,
    data,
    limit: readModelConfig(config, 'config.json').maxPositions,
    freeBytes: freeBytes(),
    peakBytes: (tried) => peakOf(costsOf(parse(tried))),
  });
  const values = write(valuesOf(settings), (path) => pathInSpec(path, target.folder));
  return {
    ...{ subject, whyTask: found.why, numLayers, data, settings },
    costs: costsOf(parse(valuesOf(settings))),
    text: formatSpec(applyOverrides(values, target.overrides) as object, commentsOf(settings, target)),
  };
}

/** Only the data is looked at: whole, however long its texts are. */
const draftSettings: TunedSettings = {
  epochs: 1,
  learningRate: 1e-4,
  batchSize: 1,
  accumulation: 1,
  maxLength: 1_000_000,
};

function commentsOf(
  settings: ChosenSettings,
  { overrides }: SpecTarget,
): NonNullable<Parameters<typeof formatSpec>[1]> {
  const replaced = new Set(overrides.map(({ path }) => path.join('.')));
  const reasons = Object.entries(settings).map(([name, { why }]) => [
    name === 'accumulation' ? 'training.accumulation.steps' : `training.${name}`,
    why,
  ]);
  return {
    top: ['Written by lamella tune; lamella run repeats it.'],
    values: Object.fromEntries(reasons.filter(([path = '']) => !replaced.has(path))) as Record<
      string,
      string
    >,
  };
}
