// Runs the benchmarks of Lamella and their PyTorch counterparts in turn, several times, and prints medians and ratios:
// LAMELLA_PYTHON=python npx nx run tools:bench --peers=FOLDER [--glue=FOLDER] [--model=FOLDER] [--decoder=FOLDER]
//   [--rounds=3] [--only='encoder, bf16']
import './user-errors.ts';
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '@lamella/core';
import { describeMachine } from './machine.ts';
import { benchPairs, type Pair } from './pairs.ts';
import { LAUNCHER, readResult } from './programs.ts';
import { type PairResult, summarisePairs, toMarkdown } from './summarise-pairs.ts';

const { values: options } = parseArgs({
  options: {
    peers: { type: 'string' },
    glue: { type: 'string' },
    model: { type: 'string' },
    decoder: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    steps: { type: 'string', default: '5' },
    only: { type: 'string' },
  },
});
const python = process.env['LAMELLA_PYTHON'] ?? 'python3';
const { peers } = options;
if (peers === undefined)
  throw new UserError('Expected --peers, the folder of the PyTorch programs (bench_encoder.py and others).', {
    exitCode: 2,
  });

const pairs = benchPairs({ ...options, steps: Number(options.steps) }).filter(
  ({ name }) => options.only === undefined || name.startsWith(options.only),
);
console.log(`${describeMachine()}\n`);
const results = pairs.map((pair): PairResult => ({ pair, rounds: runRounds(pair, Number(options.rounds)) }));
console.log(toMarkdown(summarisePairs(results)));

function runRounds(
  { name, lamella, pytorch, figures, agreesOn }: Pair,
  rounds: number,
): PairResult['rounds'] {
  return Array.from({ length: rounds }, (_, round) => {
    console.error(`${name}, round ${round + 1} of ${rounds}`);
    const ours = runLine(process.execPath, [LAUNCHER, 'bench', ...lamella]);
    const [program = '', ...rest] = pytorch;
    const theirs = runLine(python, [resolve(peers ?? '', program), ...rest]);
    if (agreesOn !== undefined && ours[agreesOn] !== theirs[agreesOn])
      throw new UserError(
        `Expected the same ${agreesOn} of both programs in ${name}, got ${String(ours[agreesOn])} and ${String(theirs[agreesOn])}.`,
      );
    return { lamella: figures(ours), pytorch: figures(theirs) };
  });
}

/** The last line that a program prints is its result. */
function runLine(program: string, args: readonly string[]): Record<string, unknown> {
  const output = execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  console.error(output.trim());
  return readResult(output) as Record<string, unknown>;
}
