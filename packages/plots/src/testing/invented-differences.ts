import { groupBy } from '@lamella/core';
import { judgeFamily, pairedDifference } from '@lamella/metrics';
import { selectsLayers, usesLora } from '../methods.ts';
import type { DifferenceRow, ScoreRow } from '../rows.ts';

type Cell = readonly [ScoreRow, ...ScoreRow[]];

/**
 * The comparisons of invented scores over seeds: each setting with the references at the same N and rank.
 *
 * @param options.margin of equivalence, in points
 */
export function inventDifferences(
  scores: readonly ScoreRow[],
  {
    references = ['all', 'random', 'cka'],
    margin,
  }: { readonly references?: readonly string[]; readonly margin?: number } = {},
): DifferenceRow[] {
  const keyOf = ({ task, method, layers, rank }: ScoreRow): string =>
    JSON.stringify([task, method, layers, rank]);
  const cells = [...groupBy(scores, keyOf).values()] as unknown as Cell[];
  const pairs = references.flatMap((name, place) => {
    const former = references.slice(0, place + 1);
    return cells
      .filter(([{ method }]) => method === name)
      .flatMap((reference) =>
        cells
          .filter(([arm]) => !former.includes(arm.method) && isComparable(arm, reference[0]))
          .map((arm) => [arm, reference] as const),
      );
  });
  const share = margin === undefined ? {} : { margin: margin / 100 };
  const found = pairs.map(([a, b]) => pairedDifference(a, b));
  const judged = judgeFamily(found.map((difference) => ({ difference, better: 'higher', ...share })));
  const tests = found.filter(({ untold }) => untold === undefined).length;
  return pairs.map(([[arm], [reference]], i) => {
    const { adjustedP = NaN, verdict = 'undecided' } = judged[i] ?? {};
    const sides = { arm: sideOf(arm), reference: sideOf(reference) };
    return { ...taskOf(arm), ...sides, ...numbersOf(found[i]), adjustedP, verdict, tests, ...share };
  });
}

function isComparable(a: ScoreRow, b: ScoreRow): boolean {
  const isLayered = usesLora(a) && selectsLayers(a) && selectsLayers(b);
  return (
    a.task === b.task &&
    (!usesLora(a) || (a.comparedRank ?? a.rank) === b.rank) &&
    (!isLayered || a.layers === b.layers)
  );
}

function taskOf({ model, task, taskTitle, metric }: ScoreRow) {
  return { model, task, taskTitle, metric };
}

function sideOf({ method, methodTitle, layers, rank }: ScoreRow): DifferenceRow['arm'] {
  return { label: [methodTitle, `N ${layers}`, `rank ${rank}`].join(', '), method, layers, rank };
}

function numbersOf(found: ReturnType<typeof pairedDifference> | undefined) {
  const { mean: difference = NaN, interval = [NaN, NaN], untold, numSeeds: seeds = 0 } = found ?? {};
  return { difference, lower: interval[0], upper: interval[1], seeds, ...(untold && { untold }) };
}
