import { type AdaptedModel, adaptModel, mergeAdapters } from '@lamella/adapters';
import type { Parameter } from '@lamella/engine';
import type { Model } from '@lamella/models';
import { FineTuningStep, isDecayed, learningRateAt } from '@lamella/training';
import type { CaseOutcome } from '../case-result.ts';
import { compareExactly, compareNumbers } from '../compare.ts';
import type { FamilyReference, Mode } from '../family-reference.ts';
import { trajectoryJson } from '../formats.ts';
import { assignWeights, loraConfig, ownName } from '../lora-weights.ts';
import { readReferenceRows } from '../reference-rows.ts';
import { runLogits } from '../run-model.ts';
import { adaptByPissa, hasResidual } from './pissa.ts';
import { compareWeights, type ReferenceTrajectory, weightPair } from './trained-weights.ts';

/** A training run that the reference has step by step. */
interface Trajectory extends ReferenceTrajectory {
  readonly mode: Mode;
}

/** Reports of the steps of a training run. */
interface Steps {
  readonly losses: readonly number[];
  readonly gradientNorms: readonly number[];
  readonly learningRates: readonly number[];
}

/** A training run: every step's loss, gradient norm and learning rate, the weights after it, and what they compute. */
export function trajectoryCases(family: FamilyReference, name: string, mode: Mode): CaseOutcome[] {
  const trajectory = { family, name, mode, json: trajectoryJson.parse(family.train.json[name]) };
  const model = family.loadModel();
  try {
    const adapted = adapt(model, trajectory);
    const outcomes = [
      compareDecay(adapted.trainable, trajectory),
      ...compareSteps(train(model, adapted, trajectory), trajectory),
      ...compareWeights(adapted.trainable, trajectory),
      ...compareLogits(model, adapted, trajectory),
    ];
    return outcomes.map((outcome) => ({ ...outcome, name: `${name}: ${outcome.name}, ${mode}` }));
  } finally {
    model.dispose();
  }
}

function adapt(model: Model, { family, name, json }: Trajectory): AdaptedModel {
  if (json.full_fine_tuning) return adaptModel(model, { kind: 'full' });
  const adapted = hasResidual(family, name)
    ? adaptByPissa(model, { family, name, json })
    : adaptModel(model, loraConfig(family, json, model));
  assignWeights(adapted.trainable, family.train, `${name}/init/`);
  return adapted;
}

function train(model: Model, { trainable }: AdaptedModel, { family, json, mode }: Trajectory): Steps {
  const { optimizer, gradient_accumulation: numMicroBatches } = json;
  const [beta1, beta2] = optimizer.betas;
  const step = new FineTuningStep({
    model,
    trainable,
    kind: family.kind,
    adamw: { beta1, beta2, epsilon: optimizer.eps, weightDecay: optimizer.weight_decay },
    maxGradNorm: optimizer.max_grad_norm,
    seed: 0,
    hasDropout: false,
    isEager: mode === 'eager',
  });
  const rows = readReferenceRows(family.train, 'batches/', family.images);
  const batchSize = rows.shape[1] ?? 0;
  const schedule = {
    name: json.schedule,
    learningRate: optimizer.lr,
    warmupSteps: json.warmup_steps,
    totalSteps: json.steps,
  };
  const learningRates = json.lr_used.map((_, s) => learningRateAt(s, schedule));
  try {
    const reports = learningRates.map((learningRate, s) => {
      const first = s * numMicroBatches;
      const batches = Array.from({ length: numMicroBatches }, (_, i) =>
        rows.batch((first + i) * batchSize, batchSize),
      );
      return step.run(batches, learningRate, json.gradient_accumulation_mode ?? 'mean');
    });
    return {
      learningRates,
      losses: reports.map(({ loss }) => loss),
      gradientNorms: reports.map(({ gradNorm }) => gradNorm),
    };
  } finally {
    step.dispose();
  }
}

function compareDecay(trainable: readonly Parameter[], { json }: Trajectory): CaseOutcome {
  const names = (isWanted: boolean): string[] =>
    trainable
      .filter((parameter) => isDecayed(parameter) === isWanted)
      .map(({ name }) => name)
      .sort();
  return compareExactly('weights with and without decay', [
    { label: 'with', found: names(true), expected: json.decay_parameters.map(ownName).sort() },
    { label: 'without', found: names(false), expected: json.no_decay_parameters.map(ownName).sort() },
  ]);
}

function compareSteps(
  { losses, gradientNorms, learningRates }: Steps,
  { json, family }: Trajectory,
): CaseOutcome[] {
  const { tolerances } = family.profile;
  const label = `${json.steps} steps`;
  return [
    compareNumbers('losses', [{ label, found: losses, expected: json.loss }], {
      tolerance: tolerances.trajectoryLoss,
    }),
    compareNumbers('gradient norms', [{ label, found: gradientNorms, expected: json.grad_norm }], {
      tolerance: tolerances.gradientNorm,
      scale: 'relative',
    }),
    compareNumbers('learning rates', [{ label, found: learningRates, expected: json.lr_used }], {
      tolerance: tolerances.learningRate,
    }),
  ];
}

/** Compares the logits of the trained model, before and after its adapters are merged. */
function compareLogits(model: Model, adapted: AdaptedModel, trajectory: Trajectory): CaseOutcome[] {
  const { family, json, name, mode } = trajectory;
  const { train, reference, profile } = family;
  const rows = readReferenceRows(reference, '', family.images);
  const batch = rows.batch(0, rows.numRows);
  const compare = (what: string, label: string, found: ArrayLike<number>): CaseOutcome =>
    compareNumbers(what, [{ label, found, expected: train.read(`${name}/${label}`).data }], {
      tolerance: profile.tolerances.logitsAfterTraining,
    });
  const after = compare('logits after training', 'logits_after', runLogits(model, batch, mode));
  if (json.full_fine_tuning) return [after];
  mergeAdapters(model, adapted);
  const merged = train.names(`${name}/merged/`).map((weight) => {
    const parameter = model.parameters.get(weight);
    const expected = train.read(`${name}/merged/${weight}`).data;
    return parameter === undefined ? { label: weight, found: [], expected } : weightPair(parameter, expected);
  });
  return [
    after,
    compareNumbers('merged weight', merged, { tolerance: profile.tolerances.trainedWeights }),
    compare('logits after merging', 'logits_merged', runLogits(model, batch, mode)),
  ];
}
