import { type DropFirst, importanceMethods, importanceOf, trainingCosts } from '@lamella/metrics/selection';
import { variantOptions } from '../variants/variant-options.ts';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { toCount, toList, toNumber, toPositive } from './option-values.ts';
import { action, type Finish } from './run-module.ts';

/** `lamella importance`. */
export function addImportance(program: Command, finish: Finish): void {
  const command = program
    .command('importance')
    .description("measure how much each layer of a model matters for a task or for one's own texts")
    .requiredOption('--model <model>', 'an embedded model (mini/roberta), a folder or a hub id')
    .option('--revision <name>', 'a branch, tag or commit of a model of the hub')
    .option(
      '--task <name>',
      'a GLUE task; with --train, text-classification (the default) or text-regression',
    )
    .option(
      '--data <folder>',
      'a folder with GLUE in its official layout, or mini-glue (the default), or hub',
    )
    .option('--train <file>', 'a table of your own instead: CSV, TSV, JSON, JSON Lines or Parquet')
    .option('--text <column>', 'with --train: the column of the texts')
    .option('--text-pair <column>', 'with --train: the column of the second texts of pairs')
    .option('--label <column>', 'with --train: the column of the labels, for metrics that need gradients')
    .option('--instruction <column>', 'with --train and a decoder: the column of what is asked')
    .option('--input <column>', 'with --instruction: the column of what it is about')
    .option('--output <column>', 'with --instruction: the column of the answers')
    .option('--messages <column>', 'with --train and a decoder: the column of the conversations')
    .option('--texts <file>', 'texts alone instead, JSON Lines: a string, or a pair of strings, per line');
  withSelection(withMeasurement(command))
    .option(
      '--variants [settings]',
      `also measure other choices of these settings, each beside that of the other options, separated by commas (default: all): ${variantOptions.join(', ')}; values, selections and how far they agree`,
      toList,
    )
    .option('--figure <file>', 'also draw it: FILE.svg, FILE.png')
    .option('--json', 'print the values as JSON: --format json')
    .action(action(finish, [], () => import('../commands/importance.ts')));
}

/** The options that the selection of layers depends on, and how it is written. */
function withSelection(command: Command): Command {
  return command
    .option('--select <n>', 'also select the n most important layers, or a ratio between 0 and 1', toNumber)
    .addOption(
      choice(
        '--prefer <cost>',
        'with --select: of the sets of n layers nearly as important as the best, the one whose training takes least time or memory, as predicted',
        trainingCosts,
      ),
    )
    .option(
      '--within <share>',
      'with --prefer: the share of the best sum of importances that may be given up (default: 0.05)',
      toNumber,
    )
    .addOption(
      choice(
        '--drop-first <which>',
        "layers that are left out: auto, those whose input is the same for every sample (the default); true, the first of the order as in the paper's code; false, none",
        ['auto', 'true', 'false'],
      ).argParser(toDropFirst),
    )
    .addOption(
      choice(
        '--format <name>',
        'what is printed: a table (text), JSON, or the selected layers for PEFT (Python), LLaMA-Factory or axolotl (YAML)',
        ['text', 'json', 'peft', 'llama-factory', 'axolotl'],
      ),
    );
}

function choice(flags: string, description: string, names: readonly string[]): Option {
  return new Option(flags, description).choices(names);
}

function toDropFirst(text: string): DropFirst {
  if (text === 'auto') return text;
  if (text === 'true' || text === 'false') return text === 'true';
  throw new InvalidArgumentError(`Expected auto, true or false, got "${text}".`);
}

/** The options that the values depend on. */
function withMeasurement(command: Command): Command {
  return command
    .addOption(
      choice('--method <name>', `one metric (default: cka): ${describeMethods()}`, importanceMethods),
    )
    .option(
      '--metric <names>',
      'several of them, separated by commas, or all: from one forward pass and one backward pass, with their agreement',
      toList,
    )
    .option('--samples <n>', 'the first n examples, or all', toSamples, 256)
    .addOption(
      choice(
        '--pooling <name>',
        "what represents a sample where representations are compared (default: an encoder's first token, a decoder's last); last-content: the last one before the ending that most texts share",
        ['cls', 'last', 'last-content', 'mean'],
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
      'modules that get LoRA, and whose gradients count (default: those that the paper adapts)',
      toList,
    )
    .option('--max-length <n>', 'longest input in tokens', toCount, 128)
    .option('--batch-size <n>', 'examples in a batch', toCount, 32)
    .option('--seed <n>', 'seed of the new head that gradients are taken with', toCount, 0)
    .option(
      '--heads <n>',
      'with an encoder: new heads, of the seeds from --seed on, that importance by gradients is the mean over (default: 1)',
      toPositive,
    );
}

/** Describes each method of importance. */
function describeMethods(): string {
  return importanceMethods.map((name) => `${name}: ${importanceOf(name).description}`).join('; ');
}

function toSamples(text: string): number | 'all' {
  return text === 'all' ? text : toCount(text);
}
