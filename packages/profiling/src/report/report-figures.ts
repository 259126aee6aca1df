/**
 * Runs a benchmark and gives what the PyTorch programs print: one line of JSON with the options and the figures.
 *
 * @param measure loads the engine, which reads the number of threads from the environment once
 */
export async function reportFigures(
  options: { readonly threads: number },
  measure: () => Promise<object>,
): Promise<string> {
  process.env['TF_NUM_INTRAOP_THREADS'] = String(options.threads);
  const figures = await measure();
  return JSON.stringify({ program: 'lamella', ...options, ...figures });
}
