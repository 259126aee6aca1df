/** Scores as other graders give them, by the grader; `scoreMetric` has their names in print. */
export const otherScoreNames = [
  'metamath',
  'lm-eval-strict',
  'lm-eval-flexible',
  'hendrycks',
  'minerva',
  'evalplus',
  'lmms-eval',
] as const;

export type OtherScoreName = (typeof otherScoreNames)[number];
