import {
  type AdaptedModel,
  adaptModel,
  type InitialValues,
  type LoraConfig,
  loraLinears,
} from '@lamella/adapters';
import { svd, tf } from '@lamella/engine';
import type { Model } from '@lamella/models';
import type { CaseOutcome } from '../case-result.ts';
import { compareNumbers, type NumberPair } from '../compare.ts';
import type { FamilyReference, Mode } from '../family-reference.ts';
import { type TrajectoryJson, trajectoryJson } from '../formats.ts';
import { loraConfig, PEFT_PREFIX } from '../lora-weights.ts';
import { readReferenceRows } from '../reference-rows.ts';
import { runLogits } from '../run-model.ts';

/** Whether a training run starts by PiSSA: it then has a residual of the base. */
export function hasResidual({ train }: FamilyReference, name: string): boolean {
  return train.names(`${name}/residual/`).length > 0;
}

/** Replaces a model's weights with the residual that a run trains on, if it has one, as PEFT does. */
export function putResidual(model: Model, { train }: FamilyReference, name: string): void {
  for (const weight of train.names(`${name}/residual/`)) {
    const { shape, data } = train.read(`${name}/residual/${weight}`);
    const parameter = model.parameters.get(weight);
    if (parameter === undefined) throw new Error(`Expected the model to have ${weight}, got it missing`);
    tf.tidy(() => parameter.assign(tf.tensor(data, [...shape], 'float32')));
  }
}

/** PiSSA on the unchanged base, from the matrices that the reference started from. */
export function adaptByPissa(
  model: Model,
  { family, name, json }: { family: FamilyReference; name: string; json: TrajectoryJson },
): AdaptedModel {
  const initial: InitialValues = (weight) => {
    const { shape, data } = family.train.read(`${name}/init/${PEFT_PREFIX}${weight}`);
    return tf.tensor(data, [...shape], 'float32');
  };
  return adaptModel(model, pissaConfig(family, json, model), { initial });
}

/** The decomposition of the base's weights, and what it leaves of them. */
export function pissaCases(family: FamilyReference, name: string): CaseOutcome[] {
  const { profile } = family;
  const json = trajectoryJson.parse(family.train.json[name]);
  const stored = withModel(family, (model) =>
    residuals(adaptByPissa(model, { family, name, json }), { family, name }),
  );
  const own = withModel(family, (model) => {
    const config = pissaConfig(family, json, model);
    return { pairs: residuals(adaptModel(model, config), { family, name }), rank: config.rank };
  });
  const values = withModel(family, (model) => singularValues(model, { family, name }));
  const { residual, conditionedResidual } = profile.tolerances;
  return [
    compareNumbers('singular values', values, { tolerance: residual }),
    compareNumbers('residual of the stored start', stored, { tolerance: residual }),
    // By Wedin's theorem rounding turns singular vectors the further, the closer their values lie together.
    compareNumbers(
      'residual, times the gap behind the last singular value',
      scaleByGap(own.pairs, { family, name, rank: own.rank }),
      {
        tolerance: conditionedResidual,
      },
    ),
  ].map((outcome) => ({ ...outcome, name: `${name}: ${outcome.name}` }));
}

/** Compares the model's logits at the start, by its own decomposition, with those of the base and of PEFT's start. */
export function pissaLogitsCases(family: FamilyReference, name: string, mode: Mode): CaseOutcome[] {
  const { train, reference, profile } = family;
  const rows = readReferenceRows(reference, '');
  const found = withModel(family, (model) => {
    adaptModel(model, pissaConfig(family, trajectoryJson.parse(train.json[name]), model));
    return runLogits(model, rows.batch(0, rows.numRows), mode);
  });
  const pairs = ['logits_base', 'logits_init'].map((label) => ({
    label,
    found,
    expected: train.read(`${name}/${label}`).data,
  }));
  const tolerance = profile.tolerances.logitsAfterTraining;
  return [compareNumbers(`${name}: logits at the start, ${mode}`, pairs, { tolerance })];
}

interface PissaRun {
  readonly family: FamilyReference;
  readonly name: string;
}

function pissaConfig(family: FamilyReference, json: TrajectoryJson, model: Model): LoraConfig {
  return { ...loraConfig(family, json, model), init: 'pissa' };
}

function withModel<T>(family: FamilyReference, use: (model: Model) => T): T {
  const model = family.loadModel();
  try {
    return use(model);
  } finally {
    model.dispose();
  }
}

/** Pairs of each adapter's residual of the base weight and the reference's. */
function residuals(adapted: AdaptedModel, { family: { train }, name }: PissaRun): NumberPair[] {
  return loraLinears(adapted).map(({ base, residual }) => ({
    label: base.weight.name,
    found: tf.tidy(() => residual?.weight().dataSync<'float32'>() ?? []),
    expected: train.read(`${name}/residual/${base.weight.name}`).data,
  }));
}

function singularValues(model: Model, { family: { train }, name }: PissaRun): NumberPair[] {
  return train.names(`${name}/singular_values/`).map((label) => ({
    label,
    found: tf.tidy(() => {
      const weight = model.parameters.get(label)?.value();
      return weight === undefined ? [] : svd(weight).s.dataSync<'float32'>();
    }),
    expected: train.read(`${name}/singular_values/${label}`).data,
  }));
}

/** Pairs times (σ_R - σ_{R+1}) / σ_1 of their weight. */
function scaleByGap(
  pairs: readonly NumberPair[],
  { family: { train }, name, rank }: PissaRun & { readonly rank: number },
): NumberPair[] {
  return pairs.map(({ label, found, expected }) => {
    const { data } = train.read(`${name}/singular_values/${label}`);
    const [first = NaN, last = NaN, next = 0] = [data[0], data[rank - 1], data[rank]];
    const scale = (values: ArrayLike<number>): number[] =>
      Array.from(values, (value) => (value * (last - next)) / first);
    return { label, found: scale(found), expected: scale(expected) };
  });
}
