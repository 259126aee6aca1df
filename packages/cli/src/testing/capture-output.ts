/** Runs something and gives what it wrote by `console` to standard output and standard error. */
export async function captureOutput<T>(
  action: () => Promise<T>,
): Promise<{ value: T; stdout: string; stderr: string }> {
  const texts = { log: '', error: '' };
  const original = { ...console };
  Object.assign(console, {
    log: (...values: unknown[]) => void (texts.log += `${values.join(' ')}\n`),
    error: (...values: unknown[]) => void (texts.error += `${values.join(' ')}\n`),
  });
  try {
    return { value: await action(), stdout: texts.log, stderr: texts.error };
  } finally {
    Object.assign(console, original);
  }
}
