import { z } from 'zod';
import { anyOf, listOf, oneOf, section, wholeNumber } from './fields.ts';

/** Where a run's trials are run: by processes of this machine, or as jobs of a Slurm cluster. */
export const runners = ['local', 'slurm'] as const;

/** Options of sbatch that a run sets itself. */
const ownOptions = [
  ...['array', 'comment', 'dependency', 'error', 'export', 'input', 'job-name', 'kill-on-invalid-dep'],
  ...['no-requeue', 'open-mode', 'output', 'parsable', 'requeue', 'signal', 'test-only', 'wait', 'wrap'],
];

/**
 * A value of an `#SBATCH` line. Neither spaces, which end it, nor `#`, quotes and backslashes, which sbatch reads as more than
 * themselves.
 */
function word(expected: string): z.ZodString {
  const error = `${expected} without spaces, quotes, # and backslashes`;
  return z.string({ error }).regex(/^[\w.,:;@%+/|&()[\]{}*!=~^-]+$/u, { error });
}

const time = anyOf(
  [wholeNumber(1), z.string().regex(/^(\d+-\d+(:\d+){0,2}|\d+(:\d+){0,2})$/)],
  "minutes, or Slurm's hours:minutes:seconds or days-hours",
);
const memory = anyOf(
  [wholeNumber(1), z.string().regex(/^[1-9]\d*[KMGT]$/)],
  'MiB, or a number with K, M, G or T such as 8G',
);
const gpus = anyOf(
  [wholeNumber(0), z.string().regex(/^[\w.-]+:[1-9]\d*$/)],
  'a number of GPUs, or type:number such as a100:1',
);

const setupLine = z
  .string({ error: 'a line of shell' })
  .regex(/^[^\p{Cc}]*$/u, { error: 'one line of shell without control characters' });

const moreOption = z
  .string({ error: 'an option such as --reservation=night' })
  .regex(/^--[a-z][a-z-]*(=[\w.,:;@%+/|&()[\]{}*!=~^-]+)?$/u, {
    error: 'an option of sbatch such as --reservation=night, without spaces, quotes, # and backslashes',
  })
  .refine((option) => !ownOptions.includes(option.slice(2).split('=', 1)[0] ?? ''), {
    error: `an option that a run does not set itself (${ownOptions.join(', ')})`,
  });

/** What trials ask of a Slurm cluster. None of it changes a result. */
export const slurmSettings = section({
  partition: z.exactOptional(word('the name of a partition')),
  account: z.exactOptional(word('the name of an account')),
  qos: z.exactOptional(word('the name of a quality of service')),
  constraint: z.exactOptional(word('features of nodes')).describe('Features that a node must have'),
  time: z
    .exactOptional(time)
    .describe('Limit of a trial (default: three times its predicted training time, at least 15 minutes)'),
  memory: z
    .exactOptional(memory)
    .describe('Memory of a trial (default: 1.5 times its predicted peak, and 1 GiB)'),
  cpus: z.exactOptional(wholeNumber(1)).describe('Processors of a trial (default: `threads`, or 1)'),
  gpus: z.exactOptional(gpus),
  concurrency: z.exactOptional(wholeNumber(1)).describe('Trials that run at the same time (default: any)'),
  requeues: z
    .exactOptional(wholeNumber(0))
    .describe(
      'Times in a row that a trial is started again although it got no further, after preemptions, time limits and failures of nodes',
    ),
  setup: z
    .exactOptional(listOf(setupLine, 'lines of shell'))
    .describe('Lines of your own shell that run before each trial, such as `module load cuda`'),
  options: z
    .exactOptional(listOf(moreOption, 'options of sbatch'))
    .describe('Further options of sbatch, such as `--reservation=night`'),
});

export const runner = oneOf(runners);
