import { join } from 'node:path';

/** Numbers of a run, by name. */
export type Figures = (line: Readonly<Record<string, unknown>>) => Readonly<Record<string, number>>;

/** What is asked of the ratio of two programs that do the same work. */
export interface Comparison {
  readonly name: string;
  /** By figure: Lamella's divided by the other's has to stay at or below `atMost`, or reach `atLeast`, and better `aim`. */
  readonly limits: Readonly<
    Record<string, { readonly atMost?: number; readonly atLeast?: number; readonly aim?: number }>
  >;
}

/** The same work in Lamella and in PyTorch. */
export interface Pair extends Comparison {
  readonly lamella: readonly string[];
  /** The program, by its path from the folder of the programs, and its arguments. */
  readonly pytorch: readonly string[];
  readonly figures: Figures;
  /** A field of both programs' results that has to be the same. */
  readonly agreesOn?: string;
}

/** Where the real sentences and the real models are; pairs that need them are left out without. */
export interface PairInputs {
  readonly glue?: string | undefined;
  readonly model?: string | undefined;
  /** The folder of a model that decodes. */
  readonly decoder?: string | undefined;
  readonly steps: number;
}

const number = (value: unknown): number => (typeof value === 'number' ? value : NaN);

const stepFigures: Figures = (line) => ({
  'seconds per step': number(line['stepSeconds']),
  'MiB above idle': number(line['peakRssMiB']) - number(line['idleRssMiB']),
});
const decodingFigures: Figures = (line) => ({ 'tokens per second': number(line['tokensPerSecond']) });
const importanceFigures: Figures = (line) => ({ seconds: number(line['seconds']) });

const ENCODER = ['--selected', '3,4,6,7,9,10'];
const BF16 = ['--dtype', 'autocast-bf16'];

/** The pairs of the performance table, in its order. */
export function benchPairs({ glue, model, decoder, steps }: PairInputs): Pair[] {
  const decoding = decoder === undefined ? [] : decodingPairs(decoder);
  const importance = glue === undefined ? [] : importancePairs(glue, model);
  return [...stepPairs(['--steps', String(steps)]), ...decoding, ...importance];
}

function stepPairs(times: readonly string[]): Pair[] {
  const pair = (
    name: string,
    [lamella, pytorch]: readonly [readonly string[], readonly string[]],
    seconds: number,
  ): Pair => ({
    name,
    lamella: [...lamella, ...times],
    pytorch: [...pytorch, ...times],
    figures: stepFigures,
    limits: { 'seconds per step': { atMost: seconds }, 'MiB above idle': { atMost: 1 } },
  });
  const [encoder, peerEncoder] = [
    ['encoder', ...ENCODER],
    ['bench_encoder.py', ...ENCODER],
  ];
  return [
    pair('encoder, float32', [encoder, peerEncoder], 0.95),
    pair('encoder, bf16 against float32', [[...encoder, ...BF16], peerEncoder], 0.56),
    pair(
      'encoder, bf16',
      [
        [...encoder, ...BF16],
        [...peerEncoder, ...BF16],
      ],
      0.98,
    ),
    pair('decoder, float32', [['decoder'], ['bench_decoder.py']], 0.95),
    pair(
      'decoder, bf16',
      [
        ['decoder', ...BF16],
        ['bench_decoder.py', ...BF16],
      ],
      0.95,
    ),
  ];
}

/** Batches of 8 prompts. In float32 both programs have to find the same tokens; bfloat16 rounds in other places. */
function decodingPairs(decoder: string): Pair[] {
  const pair = (
    dtype: 'float32' | 'bfloat16',
    limit: { readonly atLeast: number; readonly aim: number },
  ): Pair => {
    const options = ['--model', decoder, '--dtype', dtype];
    return {
      name: `greedy decoding, ${dtype}`,
      lamella: ['decoding', ...options],
      pytorch: [join(import.meta.dirname, 'peers', 'greedy_decoding.py'), ...options],
      figures: decodingFigures,
      limits: { 'tokens per second': limit },
      ...(dtype === 'float32' && { agreesOn: 'tokensHash' }),
    };
  };
  return [pair('float32', { atLeast: 2, aim: 3 }), pair('bfloat16', { atLeast: 2.5, aim: 4 })];
}

function importancePairs(glue: string, model: string | undefined): Pair[] {
  const real = model === undefined ? [] : ['--model', model];
  const pair = (
    name: string,
    options: readonly string[],
    limit: { readonly atMost: number; readonly aim?: number },
  ): Pair => ({
    name,
    // Lamella pads to the next length bucket either way.
    lamella: [
      'importance',
      ...options.map((option) => (option === '512' ? 'longest' : option)),
      '--glue',
      glue,
    ],
    pytorch: ['importance.py', ...options, '--glue', glue],
    figures: importanceFigures,
    limits: { seconds: limit },
  });
  return [
    pair('CKA against padding to 512', ['cka', '--pad', '512', ...real], { atMost: 1 / 25 }),
    pair('CKA against padding to the longest', ['cka', '--pad', 'longest', ...real], { atMost: 1 / 1.2 }),
    pair('Fisher information against batch size 1', ['fisher', '--samples', '256', ...real], {
      atMost: 1 / 6,
      aim: 1 / 10,
    }),
  ];
}
