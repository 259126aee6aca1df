/** The presentation of a score: its name and unit in tables and figures, and whether higher is better. */
export interface ScoreMetric {
  /** In print, with the unit that it is shown in. */
  readonly title: string;
  readonly better: 'higher' | 'lower';
  /** The factor by which scores are shown: 100 for fractions and correlations, 1 for losses and errors. */
  readonly factor: 1 | 100;
  /** Decimal places that tables show. */
  readonly decimals: number;
}

/** A fraction or a correlation. */
function fraction(title: string): ScoreMetric {
  return { title, better: 'higher', factor: 100, decimals: 1 };
}

/** A loss or an error, in units of its own. */
function loss(title: string, decimals: number): ScoreMetric {
  return { title: `${title} (lower is better)`, better: 'lower', factor: 1, decimals };
}

const scoreMetrics: ReadonlyMap<string, ScoreMetric> = new Map([
  ['accuracy', fraction('accuracy, %')],
  ['pass@1', fraction('pass@1, %')],
  ['acc', fraction('acc, %')],
  ['acc_norm', fraction('acc_norm, %')],
  ['metamath', fraction("exact (MetaMath's script), %")],
  ['lm-eval-strict', fraction('exact (lm-eval strict), %')],
  ['lm-eval-flexible', fraction('exact (lm-eval flexible), %')],
  ['hendrycks', fraction("exact (Hendrycks' equality), %")],
  ['minerva', fraction("exact (Minerva's equality, no SymPy), %")],
  ['pass@1-evalplus', fraction("pass@1 (EvalPlus's sanitising), %")],
  ['lmms-eval', fraction('exact (lmms-eval), %')],
  ['matthews', fraction('Matthews correlation × 100')],
  ['pearson', fraction('Pearson correlation × 100')],
  ['spearman', fraction('Spearman correlation × 100')],
  ['f1', fraction('F1 × 100')],
  ['f1_macro', fraction('macro F1 × 100')],
  ['f1_micro', fraction('micro F1 × 100')],
  ['f1_weighted', fraction('weighted F1 × 100')],
  ['mse', loss('mean squared error', 3)],
  ['rmse', loss('root mean squared error', 3)],
  ['mae', loss('mean absolute error', 3)],
  ['loss', loss('loss, nats per token', 4)],
  ['perplexity', loss('perplexity', 3)],
]);

/** The metric of a score's name; benchmarks have names of their own, which are fractions. */
export function scoreMetric(name: string): ScoreMetric {
  return scoreMetrics.get(name) ?? fraction(`${name} × 100`);
}

/** Whether scores of several names can be compared and averaged: they are shown in one unit, and the same ones are better. */
export function areAlike(names: readonly string[]): boolean {
  const kinds = names.map(scoreMetric).map(({ better, factor }) => `${better} ${factor}`);
  return new Set(kinds).size <= 1;
}
