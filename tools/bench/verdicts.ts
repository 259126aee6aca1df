// How often verdicts are false where nothing differs, and how often a true effect is found with the seeds that were planned.
// npx nx run tools:bench-verdicts [--experiments=2000] [--studies=500]
import './user-errors.ts';
import { parseArgs } from 'node:util';
import { Random } from '@lamella/core';
import {
  averageDifference,
  judgeFamily,
  mean,
  type PairedDifference,
  pairedDifference,
  seedsNeeded,
  type SeedScore,
} from '@lamella/metrics';
import { drawItems, makeStudy, type StudyModel } from './made-up-study.ts';

const { values: options } = parseArgs({
  options: {
    experiments: { type: 'string', default: '2000' },
    studies: { type: 'string', default: '500' },
  },
});

const withoutItems = (arm: readonly SeedScore[]): SeedScore[] => arm.map(({ score }) => ({ score }));

/** Four arms that are the same over all items that there could be, and what their scores vary with. */
const base = { numItems: 200, effects: [0, 0, 0, 0] };
const kinds = [
  { name: 'seeds vary', seedDeviation: 0.03, favour: 0 },
  { name: 'seeds and items vary', seedDeviation: 0.015, favour: 0.15 },
  { name: 'items vary', seedDeviation: 0, favour: 0.2 },
];

const experiments = Number(options.experiments);
countFalseVerdicts({ experiments, tasks: 1 });
countFalseVerdicts({ experiments: Math.ceil(experiments / 2), tasks: 6 });
countFalseVerdictsOfDraws(5 * experiments);
findTrueEffect(Number(options.studies));

/**
 * The six comparisons of the arms, of several tasks on their mean: the share of families with any better or worse. Seeds vary on the
 * tasks by half of what they do on one task to half more. Where items favour arms, seeds alone tell what differs on the items of the
 * study, which is not false there.
 */
function countFalseVerdicts({
  experiments,
  tasks,
}: {
  readonly experiments: number;
  readonly tasks: number;
}): void {
  const draws = drawItems(base.numItems, 200);
  const where = tasks === 1 ? '' : `, mean over ${tasks} tasks`;
  console.log(
    `\n${experiments} experiments without a difference${where}: families with a false verdict, %\n`,
  );
  console.log(
    '| what varies | seeds | over seeds and items | over seeds alone, of these items |\n| --- | --: | --: | --: |',
  );
  for (const { name, seedDeviation, ...kind } of kinds) {
    for (const seeds of [2, 3, 5]) {
      const random = new Random(tasks === 1 ? `${name} ${seeds}` : `${tasks} tasks, ${name} ${seeds}`);
      let [both, alone] = [0, 0];
      for (let i = 0; i < experiments; i++) {
        const studies = Array.from({ length: tasks }, (_, task) => {
          const own = seedDeviation * (tasks === 1 ? 1 : 0.5 + task / (tasks - 1));
          return makeStudy({ ...base, ...kind, seedDeviation: own, seeds }, random, draws);
        });
        both += Number(hasVerdict(studies));
        alone += Number(hasVerdict(studies.map((arms) => arms.map(withoutItems))));
      }
      const share = (count: number): string => ((100 * count) / experiments).toFixed(1);
      console.log(`| ${name} | ${seeds} | ${share(both)} | ${share(alone)} |`);
    }
  }
}

/**
 * A single comparison of an arm with the mean of several draws, from whose mean it does not differ: what seeds vary by is 1, draws by
 * none of it to twice as much.
 */
function countFalseVerdictsOfDraws(experiments: number): void {
  console.log(
    `\n${experiments} comparisons with several draws, without a difference from what they were drawn from: p below 0.05, %\n`,
  );
  console.log(
    '| draws | seeds | draws vary by | over draws | of these draws |\n| --: | --: | --: | --: | --: |',
  );
  for (const [numDraws, seeds, deviation] of drawnStudies()) {
    const random = new Random(`${numDraws} draws, ${seeds} seeds, ${deviation}`);
    const found = Array.from({ length: experiments }, () => {
      const effects = Array.from({ length: numDraws }, () => deviation * random.normal());
      const drawn = Array.from({ length: seeds }, (): SeedScore => {
        const scores = effects.map((effect, draw) => [draw, effect + random.normal()] as const);
        return { score: mean(scores.map(([, score]) => score)), draws: new Map(scores) };
      });
      const other = Array.from({ length: seeds }, () => ({ score: random.normal() }));
      return [drawn, drawn.map(({ score }) => ({ score }))].map((arm) => pairedDifference(arm, other).pValue);
    });
    const share = (place: number): string =>
      ((100 * found.filter((pValues) => (pValues[place] ?? NaN) < 0.05).length) / experiments).toFixed(1);
    console.log(`| ${numDraws} | ${seeds} | ${deviation} | ${share(0)} | ${share(1)} |`);
  }
}

/** Numbers of draws and seeds, and what draws vary by. */
function drawnStudies(): (readonly [draws: number, seeds: number, deviation: number])[] {
  return [3, 10].flatMap((draws) =>
    [3, 5].flatMap((seeds) => [0, 1, 2].map((deviation) => [draws, seeds, deviation] as const)),
  );
}

/** @param tasks the arms of each */
function hasVerdict(tasks: readonly SeedScore[][][]): boolean {
  const [first = [], ...others] = tasks.map(differencesOf);
  const family = first.map((one, pair) => {
    const all = [one, ...others.flatMap((differences) => differences[pair] ?? [])];
    const difference = others.length === 0 ? one : averageDifference(all);
    return { difference, better: 'higher' } as const;
  });
  return judgeFamily(family).some(({ verdict }) => verdict !== 'undecided');
}

/** Of each pair of arms. */
function differencesOf(arms: readonly SeedScore[][]): PairedDifference[] {
  return arms.flatMap((a, i) => arms.slice(i + 1).map((b) => pairedDifference(a, b)));
}

/**
 * Two arms that differ by 2 points: the seeds are those that the calculation names for the true spread, which a study of 2,000
 * seeds tells to 2 %.
 */
function findTrueEffect(studies: number): void {
  const model = { numItems: 1000, effects: [0.02, 0], seedDeviation: 0.015, favour: 0.1 };
  const draws = drawItems(model.numItems, 200);
  console.log(
    `\nA true effect of 2 points, ${studies} studies of as many seeds as are needed for 80 % power\n`,
  );
  console.log('| evidence | seeds | found, % | called worse, % |\n| --- | --: | --: | --: |');
  for (const [name, take, own] of [
    ['seeds and items', (arm: readonly SeedScore[]) => [...arm], draws],
    ['seeds alone', withoutItems, []],
  ] as const) {
    const random = new Random(name);
    const differenceOf = (one: StudyModel) => {
      const [a = [], b = []] = makeStudy(one, random, own).map(take);
      return pairedDifference(a, b);
    };
    const { spreads } = differenceOf({ ...model, seeds: 2000 });
    const seeds = seedsNeeded({ effect: 0.02, spreads }) ?? NaN;
    const verdicts = Array.from({ length: studies }, () => {
      const [judgement] = judgeFamily([{ difference: differenceOf({ ...model, seeds }), better: 'higher' }]);
      return judgement?.verdict;
    });
    const share = (verdict: string): string =>
      ((100 * verdicts.filter((one) => one === verdict).length) / studies).toFixed(1);
    console.log(`| ${name} | ${seeds} | ${share('better')} | ${share('worse')} |`);
  }
}
