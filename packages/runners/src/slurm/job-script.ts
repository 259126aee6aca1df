/** What a job asks of a cluster, in the values of sbatch's options. */
export interface SlurmRequest {
  readonly partition?: string;
  readonly account?: string;
  readonly qos?: string;
  readonly constraint?: string;
  /** Minutes, or as Slurm writes a time. */
  readonly time?: number | string;
  /** MiB, or with a letter of unit. */
  readonly memory?: number | string;
  readonly cpus?: number;
  readonly gpus?: number | string;
  /** Further options of sbatch: `--reservation=night`. */
  readonly options?: readonly string[];
}

/** A job that works on trials. */
export interface JobScript {
  readonly name: string;
  /** Finds the job again in the queue. */
  readonly comment: string;
  readonly request: SlurmRequest;
  /** The tasks of an array, and how many of them run at the same time; absent for a single job. */
  readonly array?: { readonly size: number; readonly concurrency?: number };
  /** Jobs that have to be done first; if one fails, this one is cancelled. */
  readonly needs?: readonly string[];
  /** Jobs that have to be over first, in whatever way. */
  readonly follows?: readonly string[];
  /** The folder that everything ran from, for the lines of set-up. */
  readonly workingFolder: string;
  readonly setup?: readonly string[];
  /** The program and its arguments; the task's name is added. */
  readonly command: readonly string[];
  /** The names of tasks, one a line, in the folder of the script. */
  readonly tasksFile: string;
  /** The folder that has a folder of each task's checkpoints: a task that was stopped by its time limit goes on if it has a new one. */
  readonly checkpointsFolder: string;
}

/** Seconds before the time limit at which a task is told to stop. */
const graceSeconds = 60;

/** The exit code of a task that was stopped with work left: EX_TEMPFAIL of sysexits.h. */
export const stoppedExitCode = 75;

/**
 * The text of a job script. Its folder is the working folder of sbatch and holds `logs/` and `ends/`, into which each task puts its
 * exit code when it ends by itself (`ends/<job id>`).
 *
 * Signals: `--signal` tells the script alone, which passes it on as SIGTERM; a preemption or scancel sends SIGTERM to all processes,
 * of which the script only waits for the other one.
 *
 * @example sbatch --parsable FOLDER/trials-1.sh
 */
export function writeJobScript(job: JobScript): string {
  return `#!/bin/bash
${directivesOf(job)
  .map((line) => `#SBATCH ${line}`)
  .join('\n')}

folder=$PWD
id=\${SLURM_ARRAY_JOB_ID:-$SLURM_JOB_ID}\${SLURM_ARRAY_TASK_ID:+_$SLURM_ARRAY_TASK_ID}
task=$(sed -n "$((\${SLURM_ARRAY_TASK_ID:-0} + 1))p" ${quote(job.tasksFile)})
cd ${quote(job.workingFolder)} || exit 1
${job.setup === undefined ? '' : `\n# Set-up of the spec or profile.\n${job.setup.join('\n')}\n`}
rm -f "$folder/ends/$id"
# No clock is asked what is new: that of a file server may differ, and two files may get the same time.
checkpoints() { find ${quote(job.checkpointsFolder)}/"$task" -type f -printf '%P %s %T@\\n' 2>/dev/null | sort; }
had=$(checkpoints)
trap : TERM
trap 'isOver=1; kill -TERM "$child" 2>/dev/null' USR1
${job.command.map(quote).join(' ')} "$task" &
child=$!
while :; do
  wait "$child"; code=$?
  kill -0 "$child" 2>/dev/null || break
done
if [ "$code" = 138 ] || [ "$code" = 143 ]; then
  # A signal ended the wait, not the work.
  wait "$child" 2>/dev/null; again=$?
  [ "$again" = 127 ] || code=$again
fi
echo "$code" >"$folder/ends/$id.new" && mv "$folder/ends/$id.new" "$folder/ends/$id"
if [ "$code" = ${stoppedExitCode} ] && [ -n "$isOver" ] && [ "$(checkpoints)" != "$had" ]; then
  # Its time is over and it got further: it goes on from its checkpoint in a new turn.
  scontrol requeue "$id" && sleep 30
fi
exit "$code"
`;
}

function directivesOf({ name, comment, request, array, needs = [], follows = [] }: JobScript): string[] {
  const { partition, account, qos, constraint, time, memory, cpus, gpus, options = [] } = request;
  const dependencies = [...needs.map((id) => `afterok:${id}`), ...follows.map((id) => `afterany:${id}`)];
  const values = {
    'job-name': name,
    comment,
    output: `logs/${array === undefined ? '%j' : '%A_%a'}.log`,
    'open-mode': 'append',
    signal: `B:USR1@${graceSeconds}`,
    ...{ partition, account, qos, constraint, time },
    mem: memory,
    ntasks: 1,
    'cpus-per-task': cpus,
    gpus: gpus === 0 ? undefined : gpus,
    array: array && arrayOf(array),
    dependency: dependencies.length === 0 ? undefined : dependencies.join(','),
    'kill-on-invalid-dep': needs.length === 0 ? undefined : 'yes',
  };
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return [...given.map(([key, value]) => `--${key}=${String(value)}`), '--requeue', ...options];
}

function arrayOf({ size, concurrency }: NonNullable<JobScript['array']>): string {
  return `0-${size - 1}${concurrency === undefined || concurrency >= size ? '' : `%${concurrency}`}`;
}

/** A word of the shell that means itself. */
function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
