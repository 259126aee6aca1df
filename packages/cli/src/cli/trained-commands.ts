import { type Command, Option } from 'commander';
import { quantizationOption, toCount, toList, toPositive } from './option-values.ts';
import { action, type Finish } from './run-module.ts';

/** The command that uses what was trained on the rows of a table. */
export function addPredict(program: Command, finish: Finish): void {
  program
    .command('predict')
    .description('predict the rows of a table: classes with probabilities, numbers, or written text')
    .option('--adapter <folder>', 'an adapter as Lamella or PEFT saves it')
    .option(
      '--model <model>',
      'a fine-tuned model; with --adapter its base, if not the one that its files name',
    )
    .option('--revision <name>', 'a branch, tag or commit of a model of the hub')
    .addOption(quantizationOption())
    .requiredOption('--input <file>', 'CSV, TSV, JSON, JSON Lines or Parquet, by its ending')
    .option('--output <file>', 'CSV or JSON Lines, by its ending (default: JSON Lines on standard output)')
    .option('--text <column>', 'the texts (default: the columns that it was trained with, or "text")')
    .option('--text-pair <column>', 'second texts, for a classifier of pairs')
    .option('--instruction <column>', "instructions for a decoder, in Alpaca's prompt")
    .option('--instruction-input <column>', 'their further context')
    .option('--messages <column>', "conversations for a decoder, in the model's own chat template")
    .option('--keep <columns>', 'further columns to repeat, with commas: id,label', toList)
    .option(
      '--max-length <n>',
      'longest text of a classifier in tokens (default: as it was trained)',
      toCount,
    )
    .option(
      '--max-new-tokens <n>',
      "longest written text in tokens (default: as the model's generation_config.json has it, or 256)",
      toCount,
    )
    .option(
      '--batch-size <n>',
      'rows that are computed at once; the output is the same with any',
      toPositive,
      32,
    )
    .action(action(finish, [], () => import('../commands/predict.ts')));
}

/** The command that writes an adapter in another form. */
export function addConvert(program: Command, finish: Finish): void {
  program
    .command('convert')
    .description('write a PiSSA adapter as a plain LoRA of twice the rank, which works on the base as it is')
    .requiredOption('--adapter <folder>', 'an adapter as Lamella or PEFT saves it')
    .requiredOption('--output <folder>', 'where the new one goes')
    .option('--model <model>', 'its base, if not the one that its files name')
    .addOption(new Option('--to <kind>', 'what it becomes').choices(['lora']).default('lora'))
    .action(action(finish, [], () => import('../commands/convert.ts')));
}
