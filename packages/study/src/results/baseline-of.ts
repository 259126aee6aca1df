/** The baseline of a score: that of its task, or of the benchmark that the score's name begins with (`gsm8k/accuracy`). */
export function baselineOf<Baseline>(
  baselines: Readonly<Record<string, Baseline>>,
  task: string,
  score: string,
): Baseline | undefined {
  return baselines[task] ?? baselines[score.split('/', 1)[0] ?? ''];
}
