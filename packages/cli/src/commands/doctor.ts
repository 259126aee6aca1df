import { messageOf } from '@lamella/core';
import { describeEnvironment, formatEnvironment, isHealthy } from '@lamella/engine/environment';
import { findSandbox } from '@lamella/runners';

/**
 * Shows the engine, the machine and the sandbox for programs that a model wrote. The exit code is 1 if the engine is not
 * fit for use; only code benchmarks need the sandbox.
 */
export async function run({ json = false }: { readonly json?: boolean }): Promise<number> {
  const [report, sandbox] = [await describeEnvironment(), await describeSandbox()];
  console.log(
    json
      ? JSON.stringify({ ...report, sandbox }, null, 2)
      : formatEnvironment(report, [
          ['sandbox', sandbox.isReady ? `holds, ${sandbox.python}` : `NOT READY: ${sandbox.problem}`],
        ]),
  );
  return isHealthy(report) ? 0 : 1;
}

async function describeSandbox(): Promise<
  { isReady: true; python: string } | { isReady: false; problem: string }
> {
  try {
    const { python } = await findSandbox();
    return { isReady: true, python };
  } catch (error) {
    return { isReady: false, problem: messageOf(error) };
  }
}
