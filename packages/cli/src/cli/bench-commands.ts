import { importanceMethods } from '@lamella/metrics/selection';
import { Argument, type Command, Option } from 'commander';
import { quantizationOption, toCount, toList } from './option-values.ts';
import { action, type Finish } from './run-module.ts';

/** The benchmarks: the options and the output of the PyTorch programs that Lamella is compared with. */
export function addBenchCommands(program: Command, finish: Finish): void {
  const bench = program
    .command('bench')
    .description('time a training step, decoding or importance, and print one line of JSON');
  addEncoder(bench, finish);
  addDecoder(bench, finish);
  addModel(bench, finish);
  addDecoding(bench, finish);
  bench
    .command('importance')
    .description("importance of an encoder's layers for the first samples of CoLA, with its cost")
    .addArgument(
      new Argument('<method>', 'what is measured; fisher is another name of fim').choices([
        ...importanceMethods,
        'fisher',
      ]),
    )
    .requiredOption('--glue <folder>', 'GLUE in its official layout')
    .option('--model <model>', "an embedded model, a folder or a hub id (default: RoBERTa-base's shape, new)")
    .addOption(new Option('--pad <length>', 'padding').choices(['512', 'longest']).default('longest'))
    .option('--samples <n>', 'sentences (default: 2000 for a forward pass, 256 for gradients)', toCount)
    .option('--batch <n>', 'sentences in a batch', toCount, 32)
    .option('--threads <n>', 'threads of an op', toCount, 2)
    .action(action(finish, ['method'], () => import('../commands/bench-importance.ts')));
}

function addEncoder(bench: Command, finish: Finish): void {
  const command = bench
    .command('encoder')
    .description("a LoRA step of a classifier of RoBERTa's shape with new weights");
  addCounts(command, { layers: 12, hidden: 768, heads: 12, ffn: 3072, batch: 8, tokens: 128, rank: 8 });
  addCommon(command, '3,4,6,7,9,10, all, or none to train all weights', 'all').action(
    action(finish, [], () => import('../commands/bench-encoder.ts')),
  );
}

function addDecoder(bench: Command, finish: Finish): void {
  const command = bench
    .command('decoder')
    .description("a LoRA step of a decoder of LLaMA's shape with new weights (default: SmolLM2-135M's)");
  const shape = { layers: 30, hidden: 576, heads: 9, kv: 3, ffn: 1536, vocab: 49152 };
  addCounts(command, { ...shape, batch: 1, tokens: 512, rank: 128, generate: 0 });
  addCommon(command, 'layers with commas, all, or half: the first half and the last one', 'half').action(
    action(finish, [], () => import('../commands/bench-decoder.ts')),
  );
}

function addModel(bench: Command, finish: Finish): void {
  const command = bench
    .command('model')
    .description(
      'a LoRA step of any model that can be fine-tuned, by its config.json alone: the weights are new',
    )
    .requiredOption('--model <model>', 'an embedded model, a folder with a config.json or a hub id')
    .option('--targets <modules>', 'modules with LoRA (default: those that the paper adapts)', toList)
    .addOption(quantizationOption());
  addCounts(command, { batch: 8, tokens: 128, rank: 8 });
  addCommon(command, 'layers with commas, ones and zeros, all, or half', 'all').action(
    action(finish, [], () => import('../commands/bench-model.ts')),
  );
}

function addDecoding(bench: Command, finish: Finish): void {
  const command = bench
    .command('decoding')
    .description('greedy decoding of made-up prompts by a stored decoder')
    .requiredOption('--model <model>', 'an embedded model, a folder or a hub id');
  const counts = { batch: 8, tokens: 32, generate: 128, threads: 2 };
  const descriptions = {
    batch: 'prompts that are continued at the same time',
    tokens: 'tokens of a prompt',
    generate: 'new tokens per prompt',
    threads: 'threads of an op',
  };
  addCounts(command, counts, descriptions);
  command
    .addOption(
      new Option('--dtype <type>', 'type in which the matrices are held')
        .choices(['float32', 'bfloat16'])
        .default('float32'),
    )
    .action(action(finish, [], () => import('../commands/bench-decoding.ts')));
}

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  hidden: 'hidden size',
  heads: 'attention heads',
  kv: 'heads of keys and values',
  ffn: 'size of the feed-forward network',
  vocab: 'size of the vocabulary',
  tokens: 'tokens of an example',
  generate: 'also time decoding of n new tokens; 0 does not',
};

function addCounts(
  command: Command,
  defaults: Readonly<Record<string, number>>,
  descriptions = DESCRIPTIONS,
): void {
  for (const [name, value] of Object.entries(defaults)) {
    command.option(`--${name} <n>`, descriptions[name] ?? name, toCount, value);
  }
}

function addCommon(command: Command, selected: string, byDefault: string): Command {
  return command
    .option('--threads <n>', 'threads of an op', toCount, 2)
    .option('--steps <n>', 'steps that are timed', toCount, 5)
    .option('--selected <layers>', `layers with LoRA: ${selected}`, byDefault)
    .option('--checkpoint', 'gradient checkpointing: layers are computed again in the backward pass')
    .addOption(
      new Option('--dtype <type>', 'type of the matrix products')
        .choices(['float32', 'autocast-bf16'])
        .default('float32'),
    );
}
