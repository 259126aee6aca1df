import { describeEnvironment, formatEnvironment, isHealthy } from '@lamella/core/engine-environment';

/** Shows the engine and the machine. The exit code is 1 if the engine is not fit for use. */
export async function run({ json = false }: { readonly json?: boolean }): Promise<number> {
  const report = await describeEnvironment();
  console.log(json ? JSON.stringify(report, null, 2) : formatEnvironment(report));
  return isHealthy(report) ? 0 : 1;
}
