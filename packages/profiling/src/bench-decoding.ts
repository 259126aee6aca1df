import { createHash } from 'node:crypto';
import { Generator, loadModel, type Model, resolveModelFolder } from '@lamella/models';

/** Options of `lamella bench decoding`, those of tools/bench/peers/greedy_decoding.py. */
export interface DecodingBenchOptions {
  /** A decoder: an embedded model, a folder or a hub id. */
  readonly model: string;
  /** In which the matrices are held. */
  readonly dtype: 'float32' | 'bfloat16';
  /** Prompts that are continued at the same time. */
  readonly batch: number;
  /** Tokens of a prompt. */
  readonly tokens: number;
  /** New tokens per prompt. */
  readonly generate: number;
  readonly threads: number;
}

/** How fast a model decodes. */
export interface DecodingFigures {
  readonly tokensPerSecond: number;
  /** CPU seconds of all threads for a new token of every prompt. */
  readonly cpuSecondsPerStep: number;
  /** With the time in which the steps are compiled. */
  readonly firstTokensPerSecond: number;
  /** SHA-256 of the new tokens: the same for programs that find the same ones. */
  readonly tokensHash: string;
}

/** Times greedy decoding of made-up prompts, which no token ends. */
export async function benchDecoding(options: DecodingBenchOptions): Promise<DecodingFigures> {
  const { dtype, batch, generate } = options;
  const folder = await resolveModelFolder(options.model);
  const model = loadModel(folder, { head: 'causal-lm', weights: dtype });
  const generator = new Generator(model, { maxNewTokens: generate, batchSize: batch });
  try {
    const prompts = madeUpPrompts(options, model);
    const first = await timeDecoding(generator, prompts);
    const second = await timeDecoding(generator, prompts);
    return {
      tokensPerSecond: (batch * generate) / second.seconds,
      cpuSecondsPerStep: second.cpuSeconds / generate,
      firstTokensPerSecond: (batch * generate) / first.seconds,
      tokensHash: second.tokensHash,
    };
  } finally {
    generator.dispose();
    model.dispose();
  }
}

/** The token j of the prompt i is 5 + (977 i + 131 j) mod (V - 5). */
function madeUpPrompts({ batch, tokens }: DecodingBenchOptions, model: Model): number[][] {
  const { vocabularySize } = model.config as { readonly vocabularySize: number };
  return Array.from({ length: batch }, (_, i) =>
    Array.from({ length: tokens }, (_, j) => 5 + ((977 * i + 131 * j) % (vocabularySize - 5))),
  );
}

async function timeDecoding(generator: Generator, prompts: readonly (readonly number[])[]) {
  const [begin, cpu] = [performance.now(), process.cpuUsage()];
  const generated = await generator.generate(prompts);
  const { user, system } = process.cpuUsage(cpu);
  const text = generated.map(({ ids }) => ids.join(' ')).join('\n');
  return {
    seconds: (performance.now() - begin) / 1000,
    cpuSeconds: (user + system) / 1e6,
    tokensHash: createHash('sha256').update(text).digest('hex'),
  };
}
