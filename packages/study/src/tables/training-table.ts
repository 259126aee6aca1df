import { mean } from '@lamella/metrics';
import { describeSwept, meanRank, modelLabel } from '@lamella/spec';
import type { TrialCell } from './collect-cells.ts';
import { formatPeakMemory, markdownTable } from './formats.ts';

/** Tabulates the losses and costs of the trainings that keep their losses, one line each. */
export function trainingTable(cells: readonly TrialCell[]): string {
  const models = new Set(cells.map(({ trial }) => modelLabel(trial.model)));
  const labelsOf = ({ model, swept }: TrialCell['trial']): string[] => [
    ...(models.size > 1 ? [modelLabel(model)] : []),
    ...(swept ? [describeSwept(swept)] : []),
  ];
  const rows = cells.flatMap(({ trial, layers, result }) => {
    const losses = result?.losses ?? [];
    if (result === undefined || losses.length === 0) return [];
    const { steps, secondsPerStep, trainSeconds } = result.cost;
    const tenth = Math.max(1, Math.round(losses.length / 10));
    return [
      [
        [trial.title, trial.task, ...labelsOf(trial), `seed ${trial.seed}`].join(', '),
        String(layers),
        trial.adapter === null ? '' : String(meanRank(trial)),
        result.parameters.trainable.toLocaleString('en-US'),
        String(steps),
        `${mean(losses.slice(0, tenth)).toFixed(3)} → ${mean(losses.slice(-tenth)).toFixed(3)}`,
        secondsPerStep.toFixed(3),
        trainSeconds.toFixed(0),
        formatPeakMemory(result.cost),
      ],
    ];
  });
  if (rows.length === 0) return '';
  const head = [
    ...['training', 'N', 'rank', 'trainable parameters', 'steps', 'loss, first → last tenth'],
    ...['seconds per step (median)', 'seconds', 'peak memory, MiB'],
  ];
  const notes = [...quietNote(cells), ...peakNote(rows)].map((note) => `\n${note}\n`);
  return `**Training**\n\n${markdownTable(head, rows)}${notes.join('')}`;
}

function peakNote(rows: readonly (readonly string[])[]): string[] {
  const isShared = rows.some((row) => row.at(-1)?.startsWith('≤'));
  return isShared ? ['≤: memory may be in it that earlier trainings of the same process have left.'] : [];
}

/** What seconds are worth where a machine had other work, or nobody knows. */
function quietNote(cells: readonly TrialCell[]): string[] {
  const loads = cells.flatMap(({ result }) =>
    (result?.losses ?? []).length === 0 ? [] : [result?.run.load?.quiet],
  );
  const [busy, unknown] = [false, undefined].map((state) => loads.filter((quiet) => quiet === state).length);
  const parts = [
    ...(busy ? [`for ${busy} of ${loads.length} trainings it had`] : []),
    ...(unknown ? [`for ${unknown} of ${loads.length} trainings it is not known whether it had`] : []),
  ];
  if (parts.length === 0) return [];
  return [`Seconds say little where the machine had other work: ${parts.join(', ')}.`];
}
