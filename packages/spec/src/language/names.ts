/** The closed sets of names that a spec may use, besides those of tasks. They are plain lists, so that listing them loads nothing. */

/** How the weights are trained: adapters, all weights, the task's head alone, or not at all. */
export const tunings = ['lora', 'full', 'head', 'none'] as const;

/** Which trained weights a run keeps. */
export const keeps = ['none', 'best', 'all'] as const;
export type Keep = (typeof keeps)[number];

/** Figures of a sweep; `@lamella/plots` draws them. */
export const figureNames = [
  'mean-differences',
  'differences',
  'importance-by-layer',
  'cka-by-layer',
  'importance-by-variant',
  'score-by-layers',
  'score-by-parameters',
  'methods-by-task',
  'selected-layers',
  'time-and-memory',
  'score-by-rank',
  'score-by-group',
  'lora-and-pissa',
  'loss-by-step',
  'score-by-setting',
  'score-by-draw',
] as const;
export type SweepFigureName = (typeof figureNames)[number];

/** Ways of holding frozen matrices in fewer bits. */
export const quantizations = ['nf4', 'int8'] as const;
export type Quantization = (typeof quantizations)[number];
