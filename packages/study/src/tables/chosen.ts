import { canonicalJson, groupBy } from '@lamella/core';
import { scoreMetric } from '@lamella/metrics';
import type { TaskSummary } from '@lamella/metrics/scores';
import { describeSwept, meanRank, modelLabel } from '@lamella/spec';
import type { ChosenTraining } from '../results/trial-result.ts';
import type { TrialCell } from './collect-cells.ts';
import { isDraw } from './draws.ts';
import { formatScore, markdownTable } from './formats.ts';
import { titleOf } from './rows.ts';

/**
 * Notes below a table on learning rates that were picked, with the scores of all candidates, and on full fine-tuning that is worse than
 * the head alone although its learning rate was picked. Empty if none was.
 *
 * @param arms means over seeds
 */
export function learningRateNote(cells: readonly TrialCell[], arms: readonly TaskSummary[]): string {
  const tuned = cells.filter((cell) => cell.trial.tune !== undefined);
  if (tuned.length === 0) return '';
  const groups = groupBy(
    tuned.filter((cell) => !isDraw(cell)),
    labelOf,
  );
  const rows = [...groups.values()].flatMap(([first]) => {
    const rate = first?.result?.chosen?.learningRate;
    return first === undefined || rate === undefined
      ? []
      : [[...armColumns(first, cells), describeRate(rate), ...scoresOf(rate)]];
  });
  const head = ['learning rates', 'task', 'N', 'rank', 'picked', 'metric', 'candidates'];
  const defects = defectsOf(arms, tuned);
  return [
    `**Learning rates** were picked on training examples that were held out, of the dev set nothing was used: ${describeTune(tuned)}. Those of draws are in their results.`,
    markdownTable(head, rows).trimEnd(),
    ...(defects.length === 0
      ? []
      : [`**A defect: not tuned well.**\n\n${defects.map((one) => `- ${one}`).join('\n')}`]),
  ]
    .join('\n\n')
    .concat('\n');
}

type Rate = NonNullable<ChosenTraining['learningRate']>;

/** A note below a table on the steps of arms of equal time, and what they were counted by; empty without such arms. */
export function equalTimeNote(cells: readonly TrialCell[]): string {
  const timed = cells.filter(({ result }) => result?.chosen?.steps !== undefined);
  if (timed.length === 0) return '';
  const rows = timed.flatMap((cell) => {
    const { trial, result } = cell;
    const steps = result?.chosen?.steps;
    if (steps === undefined) return [];
    const { own, reference, value } = steps;
    const times = [own, reference].map(
      ({ secondsPerStep, steps: count }) => `${count} × ${secondsPerStep.toPrecision(3)} s`,
    );
    return [[...armColumns(cell, timed), String(trial.seed), String(value), ...times, quietOf(steps)]];
  });
  const head = ['equal time', 'task', 'N', 'rank', 'seed', 'steps', 'its method', 'all layers', 'machine'];
  return `**Equal time.** Steps = those of LoRA in all layers × its seconds per step ÷ the method's own, medians of this run; importance and evaluations are not counted:\n\n${markdownTable(head, rows)}`;
}

function quietOf({ own, reference }: NonNullable<ChosenTraining['steps']>): string {
  const states = [own.quiet, reference.quiet];
  if (states.includes(false)) return 'busy: the times say less than they seem to';
  return states.includes(undefined) ? 'unknown' : 'quiet';
}

/** Cells of an arm on a task have one choice for all seeds. */
function labelOf({ trial, layers }: TrialCell): string {
  const { method, task, model, swept = {} } = trial;
  return canonicalJson([method, task, modelLabel(model), swept, layers, meanRank(trial)]);
}

function armColumns({ trial, layers }: TrialCell, cells: readonly TrialCell[]): string[] {
  const { swept, model } = trial;
  const models = new Set(cells.map((cell) => modelLabel(cell.trial.model)));
  const rank = meanRank(trial);
  const name = [
    trial.title,
    ...(models.size > 1 ? [modelLabel(model)] : []),
    ...(swept ? [describeSwept(swept)] : []),
  ].join(', ');
  return [name, titleOf(trial), String(layers), rank === 0 ? '' : String(rank)];
}

function describeRate(rate: Rate): string {
  const note = noteOn(rate);
  return `${rate.value.toExponential()}${note === '' ? '' : ` (${note})`}`;
}

/** Whether others have the same score, or a better rate may lie beyond. */
function noteOn({ value, candidates }: Rate): string {
  const picked = candidates.find(({ learningRate }) => learningRate === value);
  const equals = candidates.filter(({ score }) => score === picked?.score);
  if (equals.length > 1) return `the lowest of ${equals.length} with this score`;
  const rates = candidates.map(({ learningRate }) => learningRate);
  if (rates.length < 2) return '';
  if (value === Math.max(...rates)) return 'the highest that was tried';
  return value === Math.min(...rates) ? 'the lowest that was tried' : '';
}

function scoresOf({ metric, candidates }: Rate): string[] {
  const scores = candidates.map(
    ({ learningRate, score }) =>
      `${learningRate.toExponential()}: ${score === null ? 'none' : formatScore(score, metric)}`,
  );
  return [metric, scores.join('; ')];
}

function describeTune(cells: readonly TrialCell[]): string {
  const budgets = cells.flatMap(({ trial: { tune } }) =>
    tune === undefined
      ? []
      : [
          `${100 * tune.share} % of them, ${tune.budget} ${tune.budget === 1 ? 'epoch' : 'epochs'} each, seed ${tune.seed}`,
        ],
  );
  return [...new Set(budgets)].join('; or ');
}

/** Tasks on which training all weights is worse than training the head alone, which it could always equal. */
function defectsOf(arms: readonly TaskSummary[], cells: readonly TrialCell[]): string[] {
  const titles = new Map(cells.map(({ trial }) => [trial.task as string, titleOf(trial)]));
  return arms
    .filter(({ tuning }) => tuning === 'full')
    .flatMap((full) => {
      const head = arms.find(
        (one) =>
          one.tuning === 'head' &&
          one.task === full.task &&
          one.model === full.model &&
          one.settings === full.settings,
      );
      if (head?.mean === undefined || full.mean === undefined) return [];
      const sign = scoreMetric(full.metric).better === 'lower' ? -1 : 1;
      if (sign * full.mean >= sign * head.mean) return [];
      const [own, other] = [full.mean, head.mean].map((score) => formatScore(score, full.metric));
      return [
        `${full.title} is worse than ${head.title} on ${titles.get(full.task) ?? full.task} (${own} against ${other}): what is compared with it there says little. Try other learning rates, or a larger budget.`,
      ];
    });
}
