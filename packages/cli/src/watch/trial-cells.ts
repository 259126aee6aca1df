import { formatDuration } from '@lamella/runners';
import type { WatchedTrial } from '@lamella/study';
import { sparkline } from './sparkline.ts';

/** A column of the table of trials. */
export interface TrialColumn {
  readonly title: string;
  /** Whether its cells are texts, which stand at the left. */
  readonly isText: boolean;
  /** Columns with a greater number give way first where there is no room. */
  readonly givesWay: number;
  cell(trial: WatchedTrial): string;
}

const curveColumns = 16;

/** The columns of a trial, from left to right. */
export const trialColumns: readonly TrialColumn[] = [
  { title: 'trial', isText: true, givesWay: 0, cell: ({ id }) => id },
  { title: 'state', isText: true, givesWay: 0, cell: describeStatus },
  {
    ...{ title: 'step', isText: false, givesWay: 1 },
    cell: ({ training }) => (training ? `${training.step}/${training.steps}` : ''),
  },
  {
    ...{ title: 'epoch', isText: false, givesWay: 7 },
    cell: ({ training }) => (training ? `${training.epoch}/${training.epochs}` : ''),
  },
  {
    ...{ title: 'loss', isText: true, givesWay: 5 },
    cell: ({ training }) => (training ? sparkline(training.losses, curveColumns).padEnd(curveColumns) : ''),
  },
  {
    ...{ title: '', isText: false, givesWay: 1 },
    cell: ({ training }) => training?.losses.at(-1)?.toFixed(3) ?? '',
  },
  {
    ...{ title: 'rate', isText: false, givesWay: 8 },
    cell: ({ training }) => (training ? training.learningRate.toExponential(1) : ''),
  },
  {
    ...{ title: 'grad', isText: false, givesWay: 9 },
    cell: ({ training }) => (training ? training.gradNorm.toPrecision(2) : ''),
  },
  {
    ...{ title: 's/step', isText: false, givesWay: 6 },
    cell: ({ training }) => (training ? formatSeconds(training.secondsPerStep) : ''),
  },
  {
    ...{ title: 'time', isText: false, givesWay: 4 },
    cell: ({ seconds }) => (seconds === undefined ? '' : formatDuration(seconds)),
  },
  {
    ...{ title: 'left', isText: false, givesWay: 3 },
    cell: ({ status, training }) =>
      status === 'running' && training?.secondsLeft !== undefined ? formatDuration(training.secondsLeft) : '',
  },
  {
    ...{ title: 'score', isText: true, givesWay: 2 },
    cell: (trial) => summaryOf(trial) ?? '',
  },
];

/** The score of a trial, or what its end said. */
export function summaryOf({ score, message }: WatchedTrial): string | undefined {
  return score ? `${score.name} ${score.value.toFixed(3)}` : message;
}

/** Describes the phase of a trial, or how it ended. */
function describeStatus({ status, phase }: WatchedTrial): string {
  if (status === 'reused') return 'done before';
  if (status !== 'running') return status;
  if (phase === undefined) return 'starting';
  if (phase.phase === 'evaluation' && phase.step !== undefined)
    return `answer ${phase.step}/${phase.steps ?? '?'}`;
  return phase.phase;
}

function formatSeconds(seconds: number): string {
  return seconds < 10 ? seconds.toPrecision(2) : seconds.toFixed(0);
}
