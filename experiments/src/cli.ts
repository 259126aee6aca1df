import { Command } from 'commander';

/** The command line: reads arguments, runs one command and gives the exit code. */
export async function main(argv: string[]): Promise<number> {
  let exitCode = 0;
  const program = new Command('lamella').description('Measure which layers matter, tune only those');
  program
    .command('doctor')
    .description('show the engine, the machine and the result of a self-test')
    .action(async () => {
      const { describeEnvironment, formatEnvironment, isHealthy } =
        await import('@lamella/core/engine-environment');
      const report = await describeEnvironment();
      console.log(formatEnvironment(report));
      exitCode = isHealthy(report) ? 0 : 1;
    });
  await program.parseAsync(argv, { from: 'user' });
  return exitCode;
}
