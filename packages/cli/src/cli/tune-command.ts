import { countedMethods } from '@lamella/metrics/selection';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { tunedTasks } from '../tune/tune-request.ts';
import { quantizationOption, toCollected, toCount, toList, toNumber } from './option-values.ts';
import { action, type Finish } from './run-module.ts';

/** The command from one's own table to an adapter. */
export function addTuneCommand(program: Command, finish: Finish): void {
  const command = program
    .command('tune')
    .description(
      'tune the layers of a model that matter for your own table: importance, selection, training, evaluation, adapter',
    )
    .requiredOption('--model <model>', 'an embedded model, a folder or a hub id')
    .option('--revision <name>', 'a branch, tag or commit of a model of the hub');
  withData(command);
  withLayers(command);
  withTraining(command);
  command
    .option('--name <name>', 'of the experiment (default: from the names of data and model)')
    .option('--spec <file>', 'where the spec is written (default: NAME.yaml in this folder)')
    .option('--overwrite', 'replace a spec that says something else')
    .option('--dry-run', 'show and write the spec, and train nothing')
    .option('--json', 'print the result as JSON')
    .action(action(finish, [], () => import('../commands/tune.ts')));
}

function withData(command: Command): void {
  command
    .requiredOption('--train <file>', 'training rows: CSV, TSV, JSON, JSON Lines or Parquet')
    .option('--dev <file>', 'rows that scores are of (default: a tenth of the training rows, by class)')
    .option('--test <file>', 'rows that are scored as well, in the end')
    .option('--text <column>', "an encoder's text, or a decoder's plain text")
    .option('--text-pair <column>', 'the second text of a pair')
    .option('--label <column>', 'the class, or the value of a regression')
    .option('--labels <names>', 'the classes in the order of their indices, with commas', toList)
    .option('--instruction <column>', 'for decoders: what is asked')
    .option('--input <column>', 'for decoders: what the instruction is about')
    .option('--output <column>', 'for decoders: the answer')
    .option('--messages <column>', 'for decoders: conversations, lists of {role, content}')
    .addOption(
      new Option('--task <name>', 'what is learnt (default: from the model and the labels)').choices(
        tunedTasks,
      ),
    )
    .option('--metric <name>', 'the score that counts (default: by task)');
}

function withLayers(command: Command): void {
  command
    .option('--layers <layers>', 'how many: 6, 0.5 or all; or which: 0,3,5', '0.5')
    .addOption(
      new Option('--method <name>', 'the rule that selects them').choices(countedMethods).default('cka'),
    )
    .option('--compare', 'also run all layers, random layers and full fine-tuning');
}

function withTraining(command: Command): void {
  command
    .option('--rank <n>', 'of LoRA (default: 8 for encoders, 16 for decoders)', toCount)
    .addOption(quantizationOption())
    .option('--epochs <n>', 'default: by the number of examples', toCount)
    .option('--learning-rate <n>', 'default: by the kind of model', toNumber)
    .option(
      '--batch-size <n>',
      'examples in a step (default: 32 or 16, in batches that memory allows)',
      toCount,
    )
    .option('--max-length <n>', 'longest input in tokens (default: 99 % of the texts fit)', toCount)
    .option('--seeds <numbers>', 'seeds, with commas: 1,2,3', toSeeds, [1])
    .option('--threads <n>', 'threads of a worker')
    .option('--set <path=value>', 'set anything else in the spec (repeatable)', toCollected);
}

function toSeeds(text: string): number[] {
  const seeds = toList(text).map(toCount);
  if (new Set(seeds).size === seeds.length) return seeds;
  throw new InvalidArgumentError(`Expected different seeds, got "${text}".`);
}
