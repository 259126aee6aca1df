import { UserError, unknownName } from '@lamella/core';

/** GLUE's tasks that the paper uses (WNLI is left out there as well). */
export const GLUE_TASKS = ['cola', 'sst2', 'mrpc', 'stsb', 'qqp', 'mnli', 'qnli', 'rte'] as const;

export type GlueTask = (typeof GLUE_TASKS)[number];

/** The kind and the scores of a task; the same for real GLUE and for mini-glue. */
export interface TaskInfo {
  readonly name: GlueTask;
  /** The name in print, which is also the task's folder in the official layout. */
  readonly title: string;
  readonly kind: 'classification' | 'regression';
  /** Class names in the order of their indices, which is the hub's; empty for regression. */
  readonly labels: readonly string[];
  /** The primary metric: the one the paper reports. */
  readonly metric: string;
  /** All official metrics, the primary one first. */
  readonly metrics: readonly string[];
  readonly isPair: boolean;
}

const ENTAILMENT = ['entailment', 'not_entailment'];

const TASKS: Readonly<Record<GlueTask, TaskInfo>> = {
  cola: single('cola', 'CoLA', { labels: ['unacceptable', 'acceptable'], metrics: ['matthews'] }),
  sst2: single('sst2', 'SST-2', { labels: ['negative', 'positive'], metrics: ['accuracy'] }),
  mrpc: pair('mrpc', 'MRPC', { labels: ['not_equivalent', 'equivalent'], metrics: ['accuracy', 'f1'] }),
  stsb: { ...pair('stsb', 'STS-B', { labels: [], metrics: ['pearson', 'spearman'] }), kind: 'regression' },
  qqp: pair('qqp', 'QQP', { labels: ['not_duplicate', 'duplicate'], metrics: ['accuracy', 'f1'] }),
  mnli: pair('mnli', 'MNLI', { labels: ['entailment', 'neutral', 'contradiction'], metrics: ['accuracy'] }),
  qnli: pair('qnli', 'QNLI', { labels: ENTAILMENT, metrics: ['accuracy'] }),
  rte: pair('rte', 'RTE', { labels: ENTAILMENT, metrics: ['accuracy'] }),
};

/**
 * The description of a task.
 *
 * @throws UserError for a name that is not one of {@link GLUE_TASKS}, with the nearest one
 */
export function taskInfo(name: string): TaskInfo {
  const info = Object.hasOwn(TASKS, name) ? TASKS[name as GlueTask] : undefined;
  if (info === undefined) throw new UserError(unknownName('task', name, GLUE_TASKS));
  return info;
}

interface Scoring {
  readonly labels: readonly string[];
  readonly metrics: readonly [string, ...string[]];
}

function single(name: GlueTask, title: string, { labels, metrics }: Scoring): TaskInfo {
  return { name, title, kind: 'classification', labels, metric: metrics[0], metrics, isPair: false };
}

function pair(name: GlueTask, title: string, scoring: Scoring): TaskInfo {
  return { ...single(name, title, scoring), isPair: true };
}
