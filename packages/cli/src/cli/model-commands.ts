import { importanceMethods, importanceOf } from '@lamella/metrics/selection';
import { Option, type Command } from 'commander';
import { toCollected, toCount, toList, toNumber } from './option-values.ts';
import { action, type Finish } from './run-module.ts';

/** The commands on models and references, without an experiment. */
export function addModelCommands(program: Command, finish: Finish): void {
  addImportance(program, finish);
  addGenerate(program, finish);
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

function addImportance(program: Command, finish: Finish): void {
  const command = program
    .command('importance')
    .description("measure how much each layer of a model matters for a task or for one's own texts")
    .requiredOption('--model <model>', 'an embedded model (mini/roberta), a folder or a hub id')
    .option('--revision <name>', 'a branch, tag or commit of a model of the hub')
    .option('--task <name>', 'a GLUE task')
    .option(
      '--data <folder>',
      'a folder with GLUE in its official layout, or mini-glue (the default), or hub',
    )
    .option('--texts <file>', 'JSON Lines instead of a task: a string, or a pair of strings, per line');
  withMeasurement(command)
    .option('--figure <file>', 'also draw it: FILE.svg, FILE.png')
    .option('--json', 'print the values as JSON')
    .action(action(finish, [], () => import('../commands/importance.ts')));
}

/** The options that the values depend on. */
function withMeasurement(command: Command): Command {
  const choice = (flags: string, description: string, names: readonly string[]): Option =>
    new Option(flags, description).choices(names);
  return command
    .addOption(choice('--method <name>', describeMethods(), importanceMethods).default('cka'))
    .option('--samples <n>', 'the first n examples, or all', toSamples, 256)
    .addOption(
      choice(
        '--pooling <name>',
        "what represents a sample where representations are compared (default: an encoder's first token, a decoder's last)",
        ['cls', 'last', 'mean'],
      ),
    )
    .addOption(
      choice(
        '--last-layer <place>',
        'where the last state is taken in a model with a final norm: after it or before',
        ['normed', 'raw'],
      ).default('normed'),
    )
    .option(
      '--targets <names>',
      'modules that the Fisher information is summed over (default: those that the paper adapts)',
      toList,
    )
    .option('--max-length <n>', 'longest input in tokens', toCount, 128)
    .option('--batch-size <n>', 'examples in a batch', toCount, 32)
    .option('--seed <n>', 'seed of the new head that the Fisher information is measured with', toCount, 0);
}

/** What each method of importance is. */
function describeMethods(): string {
  return importanceMethods.map((name) => `${name}: ${importanceOf(name).description}`).join('; ');
}

function toSamples(text: string): number | 'all' {
  return text === 'all' ? text : toCount(text);
}

function addGenerate(program: Command, finish: Finish): void {
  program
    .command('generate')
    .description('continue texts, or answer questions, also about an image')
    .requiredOption('--model <model>', 'a decoder: an embedded model, a folder or a hub id')
    .option('--adapter <folder>', 'an adapter as PEFT or Lamella saves it')
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
