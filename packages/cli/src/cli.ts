import { readFileSync } from 'node:fs';
import { printable } from '@lamella/core';
import { Command, CommanderError } from 'commander';
import { addBenchCommands } from './cli/bench-commands.ts';
import { addExperimentCommands } from './cli/experiment-commands.ts';
import { addModelCommands } from './cli/model-commands.ts';
import { addReplayCommands } from './cli/replay-commands.ts';
import { action } from './cli/run-module.ts';
import { showProgress } from './cli/show-progress.ts';
import { addTuneCommand } from './cli/tune-command.ts';

const examples = `
Examples:
  lamella tune --model FOLDER --train reviews.csv --text review --label stars --layers 0.5 --compare
  lamella run experiments/specs/glue/mini.yaml
  lamella run experiments/specs/glue/minilm.yaml --model FOLDER --data GLUE_FOLDER
  lamella plan experiments/specs/glue/mini.yaml --set training.epochs=5 --seeds 1,2,3
  lamella importance --model mini/roberta --task cola --method cka --samples 256

Exit codes: 0 all is well, 1 something failed, 2 a mistake in what was typed or in a file.`;

/**
 * The command line: reads arguments, runs one command and gives the exit code.
 *
 * @param argv the arguments, without the program's own name
 * @throws UserError for mistakes that a command finds
 */
export async function main(argv: readonly string[]): Promise<number> {
  let exitCode = 0;
  const finish = (code: number): void => void (exitCode = code);
  const program = new Command('lamella')
    .description('Measure which layers of a transformer matter for a task, and tune only those')
    .version(readVersion())
    .addHelpText('after', examples)
    .configureOutput({ writeErr: (text) => process.stderr.write(printable(text)) })
    .exitOverride();
  addTuneCommand(program, finish);
  addExperimentCommands(program, finish);
  addReplayCommands(program, finish);
  addModelCommands(program, finish);
  addBenchCommands(program, finish);
  program
    .command('worker', { hidden: true })
    .action(action(finish, [], () => import('./commands/worker.ts')));
  const stopShowing = showProgress();
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    // Commander has said on standard error what is wrong; help and version come this way as well, with code 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  } finally {
    stopShowing();
  }
  return exitCode;
}

function readVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return version;
}
