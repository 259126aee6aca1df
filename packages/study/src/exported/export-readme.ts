import type { DoneResult, RunRecord } from '../results/trial-result.ts';
import { NAMES } from './archive-names.ts';

/** What the files of an archive are, by the first part of their names. */
const PARTS: Readonly<Record<string, string>> = {
  [NAMES.result]:
    'the result: settings, selected layers, scores, predictions with labels, and the record of its run',
  [NAMES.experiment]:
    'the experiment that the trial belongs to: its spec as it was resolved, with the options of the command line',
  [NAMES.specs]: 'the spec as it was written, and the files that it extends',
  [NAMES.importance]: 'the importance of every layer that the selection was made by',
  [NAMES.log]: 'the loss, learning rate and gradient norm of every step',
  [NAMES.answers]: 'what the model answered to every question of a benchmark, with the grade',
  adapter: "the adapter, in PEFT's format",
  model: 'the trained model, as transformers has it',
  [NAMES.data]: 'the rows that are scored, by split; row 0 is the first of the predictions',
};

/** The text that tells what an archive holds: the same for the same files, whenever it is written. */
export function exportReadme(
  result: DoneResult,
  { files, withData }: { readonly files: readonly string[]; readonly withData: boolean },
): string {
  const parts = Object.entries(PARTS).filter(([part]) =>
    files.some((name) => name === part || name.startsWith(`${part}/`)),
  );
  return `${[
    `# ${result.id}`,
    '',
    'One trial of Lamella. `lamella replay FILE` compares every file with `manifest.json`, makes the scores again from the',
    'predictions and answers and compares them; `lamella replay FILE --run` runs the trial again, with the model, and shows the',
    'first difference.',
    '',
    ...parts.map(([part, what]) => `- \`${part}\`: ${what}`),
    '',
    withData
      ? 'It has texts of the data: prompts, references, or the rows that are scored.'
      : 'It has no texts of the data: examples have their ids alone. What a model wrote may repeat what it was trained on.',
    '',
    '## Scores',
    '',
    ...Object.entries(result.metrics.final).map(([name, value]) => `- ${name}: ${value}`),
    '',
    '## The run',
    '',
    ...describeRun(result).map(([name, value]) => `- ${name}: ${value}`),
  ].join('\n')}\n`;
}

/** The record of a run in words, for people. */
export function describeRun({
  run,
  inputs,
  trial,
  versions,
}: DoneResult): readonly (readonly [string, string])[] {
  const { host, threads, workers = 1, lockfile } = run;
  const packages = { ...run.packages, ...versions };
  return [
    ['started', `${run.startedAt}, ${run.seconds.toFixed(1)} s`],
    ['Lamella', describeCode(run)],
    ['model', inputs.model],
    ['data', inputs.data],
    ['seed', String(trial.seed)],
    [
      'processor',
      `${host.cpu}, ${host.cores} cores, ${(host.memoryBytes / 2 ** 30).toFixed(1)} GiB, ${host.platform}`,
    ],
    ['threads', `${threads}, with ${workers} trial${workers === 1 ? '' : 's'} at a time`],
    ['load', describeLoad(run)],
    [
      'versions',
      Object.entries(packages)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    ],
    ...(lockfile === undefined ? [] : [['package-lock.json', lockfile] as const]),
  ];
}

function describeCode({ version, commit, isDirty }: RunRecord): string {
  const at = commit === null ? '' : ` at commit ${commit}`;
  return `${version ?? 'of before versions were recorded'}${at}${isDirty === true ? ', with changes' : ''}`;
}

function describeLoad({ load }: RunRecord): string {
  if (load === undefined) return 'not recorded';
  const averages = `${load.start.toFixed(2)} at the start, ${load.end.toFixed(2)} at the end`;
  if (load.others === undefined) return averages;
  const quiet = load.quiet === true ? 'quiet' : 'not quiet: its seconds say little';
  return `${averages}; others used ${(load.others * 100).toFixed(1)} % of the processors (${quiet})`;
}
