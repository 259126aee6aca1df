import { Random } from '@lamella/core';

import type { FigureRows, ImportanceRow, ScoreRow } from '../rows.ts';

/** Options of the invented results. */
export interface InventedOptions {
  readonly tasks?: readonly (readonly [name: string, title: string, metric: string, level: number])[];
  readonly methods?: readonly string[];
  readonly numLayers?: number;
  readonly layers?: readonly number[];
  readonly ranks?: readonly number[];
  readonly seeds?: number;
}

/** GLUE's eight tasks, with a score that a small model may reach. */
export const glueTasks = [
  ['cola', 'CoLA', 'matthews', 0.42],
  ['sst2', 'SST-2', 'accuracy', 0.84],
  ['mrpc', 'MRPC', 'accuracy', 0.78],
  ['stsb', 'STS-B', 'pearson', 0.71],
  ['qqp', 'QQP', 'accuracy', 0.81],
  ['mnli', 'MNLI', 'accuracy', 0.69],
  ['qnli', 'QNLI', 'accuracy', 0.8],
  ['rte', 'RTE', 'accuracy', 0.61],
] as const;

const allMethods = ['full', 'head', 'all', 'cka', 'fim', 'random', 'first', 'last', 'alternating'];

/** The gain or loss of a method against LoRA on all layers, in units of the score. */
const effects: Readonly<Record<string, number>> = {
  full: 0.012, head: -0.2, all: 0, cka: -0.006, fim: -0.012, random: -0.022, first: -0.045, last: -0.018, alternating: -0.02,
}; // prettier-ignore

/** Results that look like those of an experiment: every method, N, rank and seed on every task. Always the same. */
export function inventRows(options: InventedOptions = {}): FigureRows {
  const {
    tasks = glueTasks,
    methods = allMethods,
    numLayers = 8,
    layers = [2, 4, 6],
    ranks = [2, 4, 8, 16],
    seeds = 3,
  } = options;
  const importance = tasks.flatMap(([task, taskTitle]) => inventImportance({ task, taskTitle }, numLayers));
  const scores = tasks.flatMap(([task, taskTitle, metric, level]) =>
    methods.flatMap((method) =>
      settings(method, { layers, ranks, numLayers }).flatMap(([count, rank]) =>
        Array.from({ length: seeds }, (_, seed): ScoreRow => {
          const setting = { task, method, count, rank, seed, numLayers };
          const selected = select(setting, importance);
          return { model: 'mini/roberta', task, taskTitle, metric, method, methodTitle: titleOf(method),
            ...described(method), layers: count, rank, seed, selected, ...outcome(setting, level) }; // prettier-ignore
        }),
      ),
    ),
  );
  return { scores, importance };
}

/** Known methods have no title of their own. */
function titleOf(method: string): string {
  return method in effects || method === 'base' ? method : `Method ${method}`;
}

/** The tuning and the selection of a method, in the words of specs. */
function described(method: string): Pick<ScoreRow, 'tuning' | 'selection' | 'adapter' | 'initialisation'> {
  const without = { selection: null, adapter: null, initialisation: null };
  if (method === 'base') return { tuning: 'none', ...without };
  if (method === 'full' || method === 'head') return { tuning: method, ...without };
  const [, initialisation = 'standard'] = method.split('-');
  return { tuning: 'lora', selection: ruleOf(method), adapter: 'lora', initialisation };
}

/** How a method selects layers: `cka` of `cka-pissa`. */
function ruleOf(method: string): string {
  const [rule = method] = method.split('-');
  return rule;
}

interface Setting {
  readonly task: string;
  readonly method: string;
  readonly count: number;
  readonly rank: number;
  readonly seed: number;
  readonly numLayers: number;
}

function settings(
  method: string,
  { layers, ranks, numLayers }: { layers: readonly number[]; ranks: readonly number[]; numLayers: number },
): [number, number][] {
  if (method === 'full') return [[numLayers, 0]];
  if (method === 'head') return [[0, 0]];
  const counts = ruleOf(method) === 'all' ? [numLayers] : layers;
  return counts.flatMap((count) => ranks.map((rank): [number, number] => [count, rank]));
}

function inventImportance(task: { task: string; taskTitle: string }, numLayers: number): ImportanceRow[] {
  const random = new Random(`importance/${task.task}`);
  return (['cka', 'fim'] as const).flatMap((method) =>
    Array.from({ length: numLayers }, (_, layer) => {
      const depth = layer / (numLayers - 1);
      const cka = layer === 0 ? 1 : 0.03 + 0.16 * depth ** 2 + 0.06 * random.next();
      const fim = 4e-4 * (1 + 3 * depth) * (0.3 + random.next());
      return { model: 'mini/roberta', ...task, method, layer, importance: method === 'cka' ? cka : fim };
    }),
  );
}

function outcome({ task, method, count, rank, seed, numLayers }: Setting, level: number): OutcomeColumns {
  const random = Random.fork(seed, `${task}/${method}/${count}/${rank}`);
  const share = method === 'head' ? 0 : count / numLayers;
  const isAdapted = method !== 'full' && method !== 'head';
  const loss = isAdapted ? 0.03 * (1 - share) ** 2 + 0.02 / rank : 0;
  const depthCost = method === 'last' ? 0.25 * share : 0.12 + 0.2 * share;
  return {
    score: level + (effects[method] ?? -0.03) - loss + 0.008 * random.normal(),
    trainableParameters: method === 'full' ? 4_400_000 : 16_770 + (isAdapted ? count * rank * 1024 : 0),
    secondsPerStep: (method === 'full' ? 0.061 : 0.03 * (1 + depthCost)) * (1 + 0.02 * random.normal()),
    peakMemoryMiB: (method === 'full' ? 760 : 420 + 130 * share) + 6 * random.normal(),
    quiet: true,
  };
}

type OutcomeColumns = Pick<
  ScoreRow,
  'score' | 'trainableParameters' | 'secondsPerStep' | 'peakMemoryMiB' | 'quiet'
>;

function select(
  { task, method, count, seed, numLayers }: Setting,
  importance: readonly ImportanceRow[],
): string {
  const indices = Array.from({ length: numLayers }, (_, layer) => layer);
  const rule = ruleOf(method);
  const valueOf = (layer: number): number =>
    importance.find((row) => row.task === task && row.method === rule && row.layer === layer)?.importance ??
    0;
  const ranked: Readonly<Record<string, () => readonly number[]>> = {
    cka: () => indices.slice(1).sort((a, b) => valueOf(b) - valueOf(a)),
    fim: () => [...indices].sort((a, b) => valueOf(b) - valueOf(a)),
    random: () => Random.fork(seed, `${task}/${count}`).shuffle(indices),
    last: () => indices.toReversed(),
    alternating: () => [
      ...indices.filter((layer) => layer % 2 === 1),
      ...indices.filter((layer) => layer % 2 === 0),
    ],
  };
  const chosen = new Set((ranked[rule]?.() ?? indices).slice(0, count));
  return indices.map((layer) => (chosen.has(layer) ? '1' : '0')).join('');
}

/** The rows with scores of three kinds of problems, and with losses of fifty steps. */
export function withGroupsAndLosses(
  rows: FigureRows,
): FigureRows & Required<Pick<FigureRows, 'groups' | 'losses'>> {
  const groups = rows.scores.flatMap(({ taskTitle: benchmarkTitle, score, ...row }) =>
    ['Level 1', 'Level 2', 'Level 3'].map((group, i) => {
      return {
        ...row,
        benchmark: row.task,
        benchmarkTitle,
        by: 'level',
        group,
        count: 40 + i,
        score: score - 0.1 * i,
      };
    }),
  );
  const losses = rows.scores.flatMap((row) =>
    Array.from({ length: 50 }, (_, i) => ({ ...row, step: i + 1, loss: 0.2 + 3 / (i + 2) + row.score / 10 })),
  );
  return { draws: [], ...rows, groups, losses };
}
