/** The closed sets of names that a spec may use. They are plain lists, so that listing them loads nothing. */

/** Tasks of GLUE, for encoders. */
export const glueTaskNames = ['cola', 'sst2', 'mrpc', 'stsb', 'qqp', 'mnli', 'qnli', 'rte'] as const;
export type GlueTaskName = (typeof glueTaskNames)[number];

/** Tasks that are answered by writing text, for decoders. */
export const textTaskNames = [
  'mini-math',
  'metamath',
  'mini-code',
  'python',
  'mini-sqa',
  'scienceqa',
] as const;
export type TextTaskName = (typeof textTaskNames)[number];

export const taskNames = [...glueTaskNames, ...textTaskNames] as const;
export type TaskName = (typeof taskNames)[number];

/** Whether a task is answered by writing text. */
export function isTextTask(task: string): task is TextTaskName {
  return textTaskNames.some((name) => name === task);
}

/** Problems that a model is scored on by the text that it writes. */
export const benchmarkNames = [
  'mini-math',
  'gsm8k',
  'math',
  'mini-code',
  'humaneval',
  'mbpp',
  'mini-sqa',
  'scienceqa',
] as const;
export type BenchmarkName = (typeof benchmarkNames)[number];

/** How the weights are trained: adapters, all weights, the task's head alone, or not at all. */
export const tunings = ['lora', 'full', 'head', 'none'] as const;

/** Figures of a sweep; `@lamella/plots` draws them. */
export const figureNames = [
  'importance-by-layer',
  'score-by-layers',
  'score-by-parameters',
  'methods-by-task',
  'selected-layers',
  'time-and-memory',
  'score-by-rank',
  'score-by-group',
  'lora-and-pissa',
  'loss-by-step',
] as const;
export type SweepFigureName = (typeof figureNames)[number];
