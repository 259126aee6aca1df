import { canonicalJson, groupBy } from '@lamella/core';
import { describeSwept, meanRank, modelLabel, type ResolvedTrial } from '@lamella/spec';
import type { TrialCell } from './collect-cells.ts';

type Swept = NonNullable<ResolvedTrial['swept']>;

/** One side of a comparison: a method, or all draws of a kind, at one N, rank, model and swept settings, with its trials on all tasks and seeds. */
export interface Arm {
  readonly method: string;
  readonly title: string;
  /** How layers are selected; null without an adapter. */
  readonly selection: string | null;
  readonly layers: number;
  /** Whether N is chosen, and not given by the method. */
  readonly choosesN: boolean;
  /** 0 without an adapter. */
  readonly rank: number;
  /** The rank that it is compared at: that of the sweep, where its own is another, as with as many parameters as another arm. */
  readonly comparedRank: number;
  /** Whether it is a control of another method, whose selection it has. */
  readonly isMadeOf: boolean;
  /** How many draws it is the mean of; 0 if it isn't of draws. */
  readonly numDraws: number;
  readonly model: string;
  readonly swept: Swept;
  readonly cells: readonly TrialCell[];
}

/** The arms of an experiment, in the order of their first trials. */
export function toArms(cells: readonly TrialCell[]): Arm[] {
  const groups = groupBy(cells, (cell) => canonicalJson(armOf(cell)));
  return [...groups.values()].map((own) => {
    const arm = armOf(own[0] as TrialCell);
    const draws = new Set(own.flatMap(({ trial }) => trial.control?.draw?.number ?? []));
    return {
      ...arm,
      numDraws: draws.size,
      ...(draws.size > 0 && { title: `${arm.title}, mean of ${draws.size} draws` }),
      cells: own,
    };
  });
}

function armOf({ trial, layers }: TrialCell): Omit<Arm, 'cells' | 'numDraws'> {
  const { selection, model, control, swept = {} } = trial;
  const rank = meanRank(trial);
  const { draw } = control ?? {};
  const [method, title] = draw === undefined ? [trial.method, trial.title] : [draw.family, draw.title];
  return {
    ...{ method, title, selection: selection?.method ?? null, layers },
    choosesN: selection !== null && 'count' in selection,
    ...{ rank, comparedRank: trial.adapter === null ? rank : (trial.comparedRank ?? rank) },
    isMadeOf: control?.of !== undefined,
    ...{ model: modelLabel(model), swept },
  };
}

/** An arm in print, with what tells it from others of the experiment besides its method. */
export function armTitle(arm: Arm, arms: readonly Arm[]): string {
  const vary = (values: readonly (string | number)[]): boolean => new Set(values).size > 1;
  const counts = arms.filter(({ choosesN }) => choosesN).map(({ layers }) => layers);
  const ranks = arms.filter(({ rank }) => rank > 0).map(({ comparedRank }) => comparedRank);
  const rank = `rank ${arm.rank}`;
  const saysRank = arm.title.endsWith(`, ${rank}`);
  const parts = [
    ...(arm.choosesN && vary(counts) ? [`N ${arm.layers}`] : []),
    ...(arm.rank > 0 && vary(ranks) && !saysRank ? [rank] : []),
    ...(vary(arms.map(({ model }) => model)) ? [arm.model] : []),
    ...(Object.keys(arm.swept).length > 0 ? [describeSwept(arm.swept)] : []),
  ];
  return [arm.title, ...parts].join(', ');
}

/** Two arms that can be compared: they differ in method, and in nothing that both have a choice of. */
export type ArmPair = readonly [arm: Arm, reference: Arm];

/** Every arm against each reference: pairs once each, in the order of the references. */
export function pairArms(arms: readonly Arm[], references: readonly string[]): ArmPair[] {
  const all = references.flatMap((name) =>
    arms
      .filter(({ method }) => method === name)
      .flatMap((reference) =>
        arms.filter((arm) => isComparable(arm, reference)).map((arm): ArmPair => [arm, reference]),
      ),
  );
  return all.filter(([a, b], i) => !all.slice(0, i).some(([c, d]) => a === d && b === c));
}

function isComparable(a: Arm, b: Arm): boolean {
  const isAlike = Object.keys(a.swept).every(
    (key) => !(key in b.swept) || canonicalJson(a.swept[key]) === canonicalJson(b.swept[key]),
  );
  return (
    a.method !== b.method &&
    a.model === b.model &&
    (a.comparedRank === b.comparedRank || a.rank === 0 || b.rank === 0) &&
    (a.layers === b.layers || !a.choosesN || !b.choosesN) &&
    isAlike
  );
}

/** Selections whose methods are compared with where a spec names none: all layers, chance, and the paper's. */
const usualReferences = ['all', 'random', 'cka'];

/** The methods that others are compared with: those of the usual selections that there are, or else the first method. */
export function findReferences(arms: readonly Arm[]): string[] {
  const methods = usualReferences.flatMap((name) =>
    arms.filter(({ selection, isMadeOf }) => selection === name && !isMadeOf).map(({ method }) => method),
  );
  const [first] = arms;
  const found = [...new Set(methods)];
  return found.length > 0 || first === undefined ? found : [first.method];
}
