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
  readonly pytorch: readonly string[];
  readonly figures: Figures;
}

/** Where the real sentences and the real model are; pairs that need them are left out without. */
export interface PairInputs {
  readonly glue?: string | undefined;
  readonly model?: string | undefined;
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
export function benchPairs({ glue, model, steps }: PairInputs): Pair[] {
  const importance = glue === undefined ? [] : importancePairs(glue, model);
  return [...stepPairs(['--steps', String(steps)]), decodingPair(), ...importance];
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

function decodingPair(): Pair {
  const generate = ['--generate', '128', '--steps', '1'];
  return {
    name: 'greedy decoding, float32',
    lamella: ['decoder', ...generate],
    pytorch: ['bench_decoder.py', ...generate],
    figures: decodingFigures,
    limits: { 'tokens per second': { atLeast: 1 } },
  };
}

function importancePairs(glue: string, model: string | undefined): Pair[] {
  const real = model === undefined ? [] : ['--model', model];
  const pair = (name: string, options: readonly string[], atMost: number): Pair => ({
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
    limits: { seconds: { atMost } },
  });
  return [
    pair('CKA against padding to 512', ['cka', '--pad', '512', ...real], 1 / 25),
    pair('CKA against padding to the longest', ['cka', '--pad', 'longest', ...real], 1 / 1.2),
    pair('Fisher information against batch size 1', ['fisher', ...real], 1 / 5),
  ];
}
