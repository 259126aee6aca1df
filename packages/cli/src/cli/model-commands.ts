import type { Command } from 'commander';
import { addImportance } from './importance-command.ts';
import { addConvert, addPredict } from './trained-commands.ts';
import { quantizationOption, toCollected, toCount, toNumber } from './option-values.ts';
import { action, type Finish } from './run-module.ts';

/** The commands on models and references, without an experiment. */
export function addModelCommands(program: Command, finish: Finish): void {
  addImportance(program, finish);
  addGenerate(program, finish);
  addPredict(program, finish);
  addConvert(program, finish);
  program
    .command('pretrain')
    .description('pre-train an embedded model as a masked or causal language model')
    .argument('<spec>', 'YAML file, such as experiments/specs/pretrain/mini-roberta.yaml')
    .option('--output <folder>', "where the model goes (default: the spec's)")
    .action(action(finish, ['spec'], () => import('../commands/pretrain.ts')));
  program
    .command('merge')
    .description('merge an adapter into its base model, and say how far the logits moved')
    .requiredOption('--model <model>', 'the base: an embedded model, a folder or a hub id')
    .requiredOption('--adapter <folder>', 'an adapter as PEFT or Lamella saves it')
    .requiredOption('--output <folder>', 'where the merged model goes')
    .option(
      '--texts <file>',
      'JSON Lines that logits are compared on: a string, or a pair of strings, per line',
    )
    .option('--overwrite', 'write into an output folder that is not empty')
    .option('--json', 'print where it is and how far the logits moved as JSON')
    .action(action(finish, [], () => import('../commands/merge.ts')));
  program
    .command('conform')
    .description('compare models, adapters and metrics with reference values, case by case')
    .argument('<folders...>', 'reference folders')
    .option('--json', 'print the cases as JSON')
    .action(action(finish, ['folders'], () => import('../commands/conform.ts')));
  program
    .command('doctor')
    .description('show the engine, the machine and the result of a self-test')
    .option('--json', 'print it as JSON')
    .action(action(finish, [], () => import('../commands/doctor.ts')));
}

function addGenerate(program: Command, finish: Finish): void {
  program
    .command('generate')
    .description('continue texts, or answer questions, also about an image')
    .requiredOption('--model <model>', 'a decoder: an embedded model, a folder or a hub id')
    .option('--adapter <folder>', 'an adapter as PEFT or Lamella saves it')
    .addOption(quantizationOption())
    .option('--prompt <text>', 'a text to continue; can be given several times', toCollected)
    .option('--texts <file>', 'JSON Lines with more of them: a string per line')
    .option('--image <file>', 'a PNG or JPEG; each prompt has <image> in its place, or --chat puts it there')
    .option('--chat', "take the prompts for questions, in the model's own chat template")
    .option(
      '--max-new-tokens <n>',
      "longest answer in tokens (default: as the model's generation_config.json has it, or 64)",
      toCount,
    )
    .option('--batch-size <n>', 'prompts that are continued at the same time', toCount, 8)
    .option(
      '--temperature <t>',
      "draw tokens from softmax(logits / t), or take the best with 0 (default: as the model's generation_config.json has it, or the best)",
      toNumber,
    )
    .option('--top-k <k>', 'draw among the k most likely tokens', toCount)
    .option('--top-p <p>', 'draw among the most likely tokens that have the probability p together', toNumber)
    .option('--seed <n>', 'of the draws', toCount, 0)
    .option('--json', 'print prompts, texts, lengths and reasons to stop as JSON')
    .action(action(finish, [], () => import('../commands/generate.ts')));
}
