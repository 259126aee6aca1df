/** The closed sets of names that a spec may use. They are plain lists, so that listing them loads nothing. */

export const taskNames = ['cola', 'sst2', 'mrpc', 'stsb', 'qqp', 'mnli', 'qnli', 'rte'] as const;
export type TaskName = (typeof taskNames)[number];

/** How the weights are trained: adapters, all weights, or the task's head alone. */
export const tunings = ['lora', 'full', 'head'] as const;

/** Rules that choose N layers, and `all`. */
export const countedSelections = ['cka', 'fim', 'random', 'first', 'last', 'alternating'] as const;
export type CountedSelection = (typeof countedSelections)[number];

/** Figures of a sweep; `@lamella/plots` draws them. */
export const figureNames = [
  'importance-by-layer',
  'score-by-layers',
  'score-by-parameters',
  'methods-by-task',
  'selected-layers',
  'time-and-memory',
  'score-by-rank',
] as const;
export type SweepFigureName = (typeof figureNames)[number];
