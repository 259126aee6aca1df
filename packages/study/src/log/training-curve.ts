import { JsonLinesTail } from './json-lines-tail.ts';
import {
  type AttemptLine,
  type EndLine,
  type EpochLine,
  type StepLine,
  trialLogLine,
  type TrialLogLine,
} from './log-lines.ts';

/** The log of an attempt so far. */
export interface TrainingCurve {
  readonly attempt: AttemptLine;
  /** The loss of every step. */
  readonly losses: readonly number[];
  readonly firstStep?: StepLine;
  readonly lastStep?: StepLine;
  /** Seconds of the last steps. */
  readonly recentSeconds: readonly number[];
  readonly epochs: readonly EpochLine[];
  readonly end?: EndLine;
}

/** Steps that tell how long one takes now. */
const numRecent = 20;

/** Follows the log of a trial's training. */
export class CurveFollower {
  readonly #tail: JsonLinesTail;
  #curve: TrainingCurve | undefined;

  /** @param path the file of steps */
  constructor(path: string) {
    this.#tail = new JsonLinesTail(path);
  }

  /** Reads what has been added. @returns undefined as long as there is no attempt */
  read(): TrainingCurve | undefined {
    const addition = this.#tail.read();
    if (addition === undefined) return undefined;
    if (addition.isNew) this.#curve = undefined;
    const losses: number[] = [];
    for (const value of addition.values) {
      const { data } = trialLogLine.safeParse(value);
      if (data?.kind === 'step') losses.push(data.loss);
      if (data !== undefined) this.#curve = extend(this.#curve, data);
    }
    if (this.#curve !== undefined && losses.length > 0)
      this.#curve = { ...this.#curve, losses: [...this.#curve.losses, ...losses] };
    return this.#curve;
  }
}

function extend(curve: TrainingCurve | undefined, line: TrialLogLine): TrainingCurve | undefined {
  if (line.kind === 'attempt') return { attempt: line, losses: [], recentSeconds: [], epochs: [] };
  if (curve === undefined) return undefined;
  switch (line.kind) {
    case 'step':
      return {
        ...curve,
        firstStep: curve.firstStep ?? line,
        lastStep: line,
        recentSeconds: [...curve.recentSeconds.slice(1 - numRecent), line.seconds],
      };
    case 'epoch':
      return { ...curve, epochs: [...curve.epochs, line] };
    case 'end':
      return { ...curve, end: line };
  }
}
