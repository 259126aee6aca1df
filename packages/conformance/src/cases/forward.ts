import type { CaseOutcome } from '../case-result.ts';
import { compareNumbers, type NumberPair } from '../compare.ts';
import type { FamilyReference, Mode } from '../family-reference.ts';
import { readReferenceRows, type ReferenceRows } from '../reference-rows.ts';
import { compareImageFeatures } from './images.ts';
import { type HostOutputs, runBackward, runForward } from '../run-model.ts';

/** The forward pass and all gradients on the reference batch. */
export function forwardCases(family: FamilyReference, mode: Mode): CaseOutcome[] {
  const rows = readReferenceRows(family.reference, '', family.images);
  const batch = rows.batch(0, rows.numRows);
  const model = family.loadModel();
  try {
    const forward = runForward(model, batch, mode);
    const unused = new Set(model.unusedWeights);
    const parameters = [...model.parameters.values()].filter((parameter) => !unused.has(parameter));
    const backward = runBackward({ model, kind: family.kind, parameters }, batch, mode);
    return [
      ...compareForward(family, rows, forward),
      ...compareImageFeatures(family, forward),
      ...compareBackward(family, backward),
    ].map((outcome) => ({ ...outcome, name: `${outcome.name}, ${mode}` }));
  } finally {
    model.dispose();
  }
}

function compareForward(
  { reference, profile: { tolerances } }: FamilyReference,
  rows: ReferenceRows,
  found: HostOutputs,
): CaseOutcome[] {
  const { attentionMask } = rows.batch(0, rows.numRows);
  const pair = (name: string, value = found[name]): NumberPair => {
    const { shape, data } = reference.read(name);
    // Positions of padding are stored but mean nothing.
    const isPerToken = shape.length === 3 && shape[0] === rows.shape[0] && shape[1] === rows.shape[1];
    const size = shape[2] ?? 1;
    const isCompared = (i: number): boolean => !isPerToken || attentionMask[Math.floor(i / size)] === 1;
    return { label: name, found: value ?? [], expected: data, isCompared };
  };
  const layers = reference.names('hidden_').map((l) => pair(`hidden_${l}`));
  const pooled = found['mean_pooled'] ?? new Float32Array();
  const normalised = normaliseRows(pooled, pooled.length / rows.numRows);
  const options = { tolerance: tolerances.hiddenStates };
  const outcomes = [
    compareNumbers('hidden states', [...layers, pair('last_layer_raw')], options),
    compareNumbers('logits', [pair('logits')], options),
  ];
  if (!reference.has('mean_pooled')) return outcomes;
  const ofMeans = [pair('mean_pooled'), pair('mean_pooled_normalised', normalised)];
  return [...outcomes, compareNumbers('mean pooled', ofMeans, options)];
}

function compareBackward(
  { reference, profile: { tolerances } }: FamilyReference,
  { loss, gradients }: ReturnType<typeof runBackward>,
): CaseOutcome[] {
  const pairs = reference.names('grad/').map((name) => ({
    label: name,
    found: gradients.get(name) ?? [],
    expected: reference.read(`grad/${name}`).data,
  }));
  const norm = Math.hypot(...[...gradients.values()].map(euclideanNorm));
  const ofAll = {
    label: `${gradients.size} weights`,
    found: [norm],
    expected: reference.read('grad_norm_all').data,
  };
  return [
    compareNumbers('loss', [{ label: 'loss', found: [loss], expected: reference.read('loss').data }], {
      tolerance: tolerances.loss,
    }),
    compareNumbers('gradients', pairs, { tolerance: tolerances.gradients }),
    compareNumbers('norm of all gradients', [ofAll], {
      tolerance: tolerances.gradientNorm,
      scale: 'relative',
    }),
  ];
}

/** Rows of length 1. */
function normaliseRows(data: Float32Array, columns: number): Float32Array {
  return data.map((value, i) => {
    const start = i - (i % columns);
    return value / euclideanNorm(data.subarray(start, start + columns));
  });
}

function euclideanNorm(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value ** 2;
  return Math.sqrt(sum);
}
