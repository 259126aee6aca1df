import { adaptModel, findTargets, loraLinears } from '@lamella/adapters';
import { type Parameter, tf } from '@lamella/engine';
import type { Batch } from '@lamella/datasets';
import type { Model } from '@lamella/models';
import { fisherByLoop, type FisherScores, measureFisher } from '@lamella/training';
import type { CaseOutcome } from '../case-result.ts';
import { compareNumbers, type NumberPair } from '../compare.ts';
import type { FamilyReference, Mode } from '../family-reference.ts';
import { type FisherScoresJson, fisherScoresJson } from '../formats.ts';
import { PEFT_PREFIX } from '../lora-weights.ts';
import { readReferenceRows } from '../reference-rows.ts';
import { compareRankings } from './ranking.ts';

/** Of which weights the Fisher information is taken: `W`, the frozen ones, or `B`, those of LoRA at B = 0. */
export type FisherOf = 'W' | 'B';

/** The weights whose Fisher information is compared, and whether a sample's loss is the mean or the sum over its predictions. */
export interface FisherCase {
  readonly of: FisherOf;
  readonly reduction: 'mean' | 'sum';
}

/** The Fisher information of layers and weights in one pass over batches. */
export function fisherCases(family: FamilyReference, fisherCase: FisherCase, mode: Mode): CaseOutcome[] {
  const { tolerances } = family.profile;
  const expected = expectedScores(family, fisherCase);
  const scores = measureScores(family, fisherCase, mode);
  return [
    compareNumbers('layers and weights', scorePairs(scores, expected), {
      tolerance: tolerances.fisher,
      scale: 'relative',
    }),
    compareRankings('ranking by sum', scores.layers, expected.ranking),
    compareRankings('ranking by mean', scores.perParameter, expected.ranking_by_mean),
  ].map((outcome) => ({ ...outcome, name: `${titleOf(fisherCase)}: ${outcome.name}, ${mode}` }));
}

/**
 * The Fisher information by its definition, one sample at a time: the diagonal, and its sums. It runs op by op: every length
 * of a sample would be a function of its own, used a few times.
 */
export function fisherLoopCases(family: FamilyReference, fisherCase: FisherCase): CaseOutcome[] {
  const { importance, profile } = family;
  const diagonals = loopDiagonals(family, fisherCase);
  const prefix = `fisher/diag_${keyOf(fisherCase)}/`;
  const elements = importance.names(prefix).map((weight) => ({
    label: weight,
    found: diagonals.get(weight) ?? [],
    expected: importance.read(prefix + weight).data,
  }));
  const sums = expectedScores(family, fisherCase).layers.flatMap(({ per_weight: perWeight }) =>
    Object.entries(perWeight).map(([weight, sum]) => ({
      label: weight,
      found: [diagonals.get(weight)?.reduce((a, b) => a + b, 0) ?? NaN],
      expected: [sum],
    })),
  );
  const { fisher: tolerance } = profile.tolerances;
  return [
    compareNumbers('diagonal by the loop', elements, { tolerance, scale: 'relative to the largest' }),
    compareNumbers('weights by the loop', sums, { tolerance, scale: 'relative' }),
  ].map((outcome) => ({ ...outcome, name: `${titleOf(fisherCase)}: ${outcome.name}, eager` }));
}

function keyOf({ of, reduction }: FisherCase): string {
  return `${of}_${reduction}`;
}

function titleOf({ of, reduction }: FisherCase): string {
  return reduction === 'mean' ? `Fisher of ${of}` : `Fisher of ${of}, summed over tokens`;
}

function expectedScores({ importance }: FamilyReference, fisherCase: FisherCase): FisherScoresJson {
  return fisherScoresJson.parse(importance.json.fisher[keyOf(fisherCase)]);
}

function scorePairs(
  { layers, perParameter, weights }: FisherScores,
  expected: FisherScoresJson,
): NumberPair[] {
  return [
    { label: 'sums of layers', found: layers, expected: expected.layers.map(({ sum }) => sum) },
    { label: 'means of layers', found: perParameter, expected: expected.layers.map(({ mean }) => mean) },
    ...expected.layers.flatMap(({ per_weight: perWeight }) =>
      Object.entries(perWeight).map(([weight, sum]) => ({
        label: weight,
        found: [weights.get(weight.replace(/\.weight$/, '')) ?? NaN],
        expected: [sum],
      })),
    ),
  ];
}

/** Samples per batch of the one-pass form. */
const BATCH_SIZE = 12;

function measureScores(family: FamilyReference, { of, reduction }: FisherCase, mode: Mode): FisherScores {
  const { importance, kind } = family;
  const { samples, targets, r: rank, alpha } = importance.json.fisher;
  const rows = readReferenceRows(importance, 'samples/', family.images);
  const batches: Batch[] = [];
  for (let start = 0; start < samples; start += BATCH_SIZE)
    batches.push(rows.batch(start, Math.min(BATCH_SIZE, samples - start)));
  const model = family.loadModel();
  const matrices = new Map(
    findTargets(model, [...model.layers.keys()], targets).map(({ projection: { base } }) => [
      base.path,
      readA(family, base.path),
    ]),
  );
  const a = (path: string): tf.Tensor => matrices.get(path) as tf.Tensor;
  try {
    const lora = of === 'B' && { lora: { rank, factor: alpha / rank, a } };
    return measureFisher(model, batches, { kind, targets, reduction, isEager: mode === 'eager', ...lora });
  } finally {
    tf.dispose([...matrices.values()]);
    model.dispose();
  }
}

/** The diagonals of all target weights, by the weights' names, from one sample at a time without padding. */
function loopDiagonals(
  family: FamilyReference,
  { of, reduction }: FisherCase,
): ReadonlyMap<string, Float64Array> {
  const { samples } = family.importance.json.fisher;
  const rows = readReferenceRows(family.importance, 'samples/', family.images);
  const singles = Array.from({ length: samples }, (_, i) => rows.batch(i, 1, rows.numTokens(i)));
  const model = family.loadModel();
  try {
    const parameters = fisherParameters(family, of, model);
    const diagonals = fisherByLoop(model, singles, {
      kind: family.kind,
      reduction,
      parameters: [...parameters.values()],
      isEager: true,
    });
    return new Map(
      [...parameters].map(([weight, { name }]) => [weight, diagonals.get(name) ?? new Float64Array()]),
    );
  } finally {
    model.dispose();
  }
}

/** The parameters that gradients are taken of, by the names of the target weights. */
function fisherParameters(family: FamilyReference, of: FisherOf, model: Model): Map<string, Parameter> {
  const { targets, r: rank, alpha } = family.importance.json.fisher;
  const layers = [...model.layers.keys()];
  if (of === 'W') {
    return new Map(
      findTargets(model, layers, targets).map(({ projection: { base } }) => [base.weight.name, base.weight]),
    );
  }
  const adapted = adaptModel(model, {
    kind: 'lora',
    layers,
    targets,
    rank,
    alpha,
    dropout: 0,
    seed: 0,
  });
  return new Map(
    loraLinears(adapted).map((linear) => {
      tf.tidy(() => linear.a.assign(readA(family, linear.base.path)));
      return [linear.base.weight.name, linear.b];
    }),
  );
}

function readA({ importance }: FamilyReference, path: string): tf.Tensor {
  const { shape, data } = importance.read(`fisher/lora_A/${PEFT_PREFIX}${path}.lora_A.weight`);
  return tf.tensor(data, [...shape], 'float32');
}
