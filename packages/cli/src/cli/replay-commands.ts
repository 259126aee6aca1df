import type { Command } from 'commander';
import { toPositive } from './option-values.ts';
import { action, type Finish } from './run-module.ts';

/** The commands that pack a trial and make it again. */
export function addReplayCommands(program: Command, finish: Finish): void {
  program
    .command('export')
    .description(
      'pack a trial into one file: its spec, scores, weights, predictions, answers, log and the record of its run',
    )
    .argument('<trial>', 'the id of a trial that is done, such as cola-cka-n2-r8-seed1')
    .option('--run <name>', 'the folder of a run or its name (default: the one that has the trial)')
    .option('--output <file.zip>', "the archive (default: the trial's id, in the current directory)")
    .option('--with-data', "with the data's texts: prompts, references, and the rows that are scored")
    .option('--json', 'print what was packed as JSON')
    .action(action(finish, ['trial'], () => import('../commands/export.ts')));
  program
    .command('replay')
    .description(
      'compare the scores of an exported trial with those that its predictions and answers give, or run it again',
    )
    .argument('<file>', 'an archive of `lamella export`')
    .option(
      '--run',
      'run the trial again as well, and show the first difference: importance, layers, losses, outputs, scores',
    )
    .option('--model <model>', 'with --run: its model, if that is elsewhere now')
    .option('--data <folder>', 'the folder of its data: labels and grades are compared with it')
    .option('--threads <n>', 'with --run: threads of an op (default: as the trial was run)', toPositive)
    .option('--json', 'print what was found as JSON')
    .action(action(finish, ['file'], () => import('../commands/replay.ts')));
}
