import { mean, sampleStandardDeviation, selectionCertainty, selectionMargin } from '@lamella/metrics';
import {
  type ImportanceMethod,
  cheapestSet,
  type CheapestSet,
  layerOverlap,
  orderLayers,
  readsDropFirst,
  selectLayers,
  toOneHot,
  type TrainingCost,
} from '@lamella/metrics/selection';
import { constantInputNote, type Importance } from '@lamella/study/trial';
import type { LayerCosts, PredictedStep } from './cost-of-layers.ts';
import { layerFormats, formatLayers } from './layer-configs.ts';
import type { ImportanceRequest } from './importance-request.ts';
import type { MeasuredImportance } from './measure-for-command.ts';

/** The answer of `lamella importance`. */
export interface ImportanceReport {
  readonly model: string;
  readonly data: string;
  readonly method: ImportanceMethod;
  readonly samples: number;
  readonly seconds: number;
  /** Of these, what it took to say how the values vary with the samples. */
  readonly certaintySeconds: number;
  readonly layers: readonly LayerReport[];
  readonly selection?: SelectionReport;
  /** The seeds of several heads that the values are the mean over. */
  readonly heads?: readonly number[];
  /** Reasons for which the values say less than they seem to. */
  readonly notes: readonly string[];
}

/** A layer's importance, and its place among all layers. */
export interface LayerReport {
  readonly layer: number;
  readonly importance: number;
  /** 1 is the most important; null for a layer that `dropFirst` leaves out. */
  readonly rank: number | null;
  /** Without the bias of few samples, with the bounds of its interval; absent where samples are too few to say. */
  readonly estimate?: number;
  readonly lower?: number;
  readonly upper?: number;
  /** The CKA that unrelated representations reach with so few samples. */
  readonly floor?: number;
  /** True if every sample has the same input here, so that the value means nothing. */
  readonly hasConstantInput: boolean;
  /** The share of draws of the samples in which it is among the N that are selected. */
  readonly frequency?: number;
  /** With several heads, the standard deviation of its importance over them. */
  readonly headDeviation?: number;
}

/** The N layers of the highest importance, and how sure the choice is. */
export interface SelectionReport {
  readonly layers: readonly number[];
  /** The same as one digit per layer. */
  readonly mask: string;
  readonly margin: number | null;
  /** The last three are absent where samples are too few to say. */
  readonly overlap?: number;
  readonly undecided?: readonly number[];
  readonly frequency?: readonly number[];
  /** With several heads, the mean overlap (Jaccard index) of the selection with those by single heads. */
  readonly headOverlap?: number;
  /** With a preference. What else is said here of other samples and heads is then of the N most important layers. */
  readonly cheapest?: CheapestReport;
  /** The layers as other tools take them. */
  readonly configurations: Readonly<Record<string, string>>;
}

/** The set that was chosen by its cost, beside the N most important layers and the last N. */
export interface CheapestReport extends CheapestSet {
  readonly prefer: TrainingCost;
  readonly within: number;
  /** The step that costs are predicted of. */
  readonly step: PredictedStep;
}

/**
 * Puts the layers in order, selects N of them if that was asked for, and says how sure that is.
 *
 * @param costs what training costs, where the request prefers layers by that
 */
export function importanceReport(
  request: ImportanceRequest,
  measured: MeasuredImportance,
  costs?: LayerCosts,
): ImportanceReport {
  const { importance, settings, data } = measured;
  const { method, values, numSamples, seconds, certaintySeconds, certainty, heads, notes } = importance;
  const ranked = toRanking(request, importance);
  const order = orderLayers(ranked);
  const plain = select(request, measured, ranked);
  const selection = plain && costs ? preferCheapest(plain, { request, measured, ranked, costs }) : plain;
  const constant = certainty?.constantInputs ?? [];
  const isLeftOut = (layer: number): boolean => ranked.dropFirst === 'auto' && constant.includes(layer);
  const layers = values.map((value, layer): LayerReport => {
    const place = isLeftOut(layer) ? -1 : order.indexOf(layer);
    return {
      ...{ layer, importance: value, rank: place < 0 ? null : place + 1 },
      ...estimateOf(importance, layer),
      hasConstantInput: constant.includes(layer),
      ...(selection?.frequency && { frequency: selection.frequency[layer] ?? NaN }),
      ...(heads && {
        headDeviation: sampleStandardDeviation(heads.map((head) => head.values[layer] ?? NaN)),
      }),
    };
  });
  const constantNote = constantInputNote(settings, constant);
  return {
    ...{ model: request.model, data, method, samples: numSamples, seconds, certaintySeconds, layers },
    ...(selection && { selection }),
    ...(heads && { heads: heads.map(({ seed }) => seed) }),
    notes: [...notes, ...(constantNote === undefined ? [] : [constantNote])],
  };
}

type Ranking = ReturnType<typeof toRanking>;

function toRanking({ dropFirst }: ImportanceRequest, { method, values, certainty }: Importance) {
  const isRead = readsDropFirst(method);
  return {
    ...{ method, numLayers: values.length, scores: values },
    ...(isRead && { dropFirst: dropFirst ?? 'auto' }),
    ...(certainty && { constantInputs: certainty.constantInputs }),
  };
}

function estimateOf({ certainty }: Importance, layer: number) {
  if (certainty === undefined) return {};
  const { estimates, lower, upper, floors } = certainty;
  return {
    ...{ estimate: estimates[layer] ?? NaN, lower: lower[layer] ?? NaN, upper: upper[layer] ?? NaN },
    ...(floors && { floor: floors[layer] ?? NaN }),
  };
}

function select(
  { select: count, targets }: ImportanceRequest,
  { shape, importance: { certainty, heads } }: MeasuredImportance,
  ranking: Ranking,
): SelectionReport | undefined {
  if (count === undefined) return undefined;
  const asked = { ...ranking, count };
  const { layers, oneHot } = selectLayers(asked);
  return {
    ...{ layers, mask: oneHot, margin: selectionMargin(asked) },
    ...(certainty && selectionCertainty(asked, certainty)),
    ...(heads && {
      headOverlap: mean(heads.map(({ values }) => overlapOf(layers, { ...asked, scores: values }))),
    }),
    configurations: configurationsOf(shape, { layers, targets: targets ?? shape.paperTargets }),
  };
}

/** Replaces the layers. Those whose importance means nothing are selected only where nothing else is left. */
function preferCheapest(
  plain: SelectionReport,
  { request, measured, ranked, costs }: Preferring,
): SelectionReport {
  const { prefer = 'time', within = 0.05, targets = measured.shape.paperTargets } = request;
  const count = plain.layers.length;
  const order = orderLayers(ranked);
  const constant = ranked.dropFirst === 'auto' ? (ranked.constantInputs ?? []) : [];
  const sound = order.filter((layer) => !constant.includes(layer));
  const candidates = sound.length < count ? order : sound;
  const { step, costOf } = costs;
  const cheapest = cheapestSet({ scores: ranked.scores, candidates, count, within, prefer, costOf });
  const { layers } = cheapest.chosen;
  return {
    ...plain,
    ...{ layers, mask: toOneHot(layers, ranked.numLayers) },
    cheapest: { prefer, within, step, ...cheapest },
    configurations: configurationsOf(measured.shape, { layers, targets }),
  };
}

interface Preferring {
  readonly request: ImportanceRequest;
  readonly measured: MeasuredImportance;
  readonly ranked: Ranking;
  readonly costs: LayerCosts;
}

function configurationsOf(
  shape: MeasuredImportance['shape'],
  place: { readonly layers: readonly number[]; readonly targets: readonly string[] },
): Record<string, string> {
  const formats = layerFormats.filter((format) => format === 'peft' || shape.kind === 'decoder');
  return Object.fromEntries(formats.map((format) => [format, formatLayers(format, shape, place)]));
}

function overlapOf(layers: readonly number[], request: Parameters<typeof selectLayers>[0]): number {
  return layerOverlap(layers, selectLayers(request).layers);
}
