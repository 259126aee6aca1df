import { explainTrial, findInputs, ResultStore } from '@lamella/study';
import { findTrialRun } from './find-trial-run.ts';
import { formatWhy } from '../why/format-why.ts';

/** Options of `lamella why`. */
export interface WhyOptions {
  /** The name of a trial. */
  readonly trial: string;
  /** The name of a run, its folder, or a spec. */
  readonly run?: string;
  /** The name of a run of a spec. */
  readonly as?: string;
  readonly json?: boolean;
}

/** Says whether a trial is done, and by what, or why it would run. The exit code is 0 whatever it says. */
export async function run(options: WhyOptions): Promise<number> {
  const { spec, parts, folder } = await findTrialRun(options);
  const inputs = await findInputs(spec, { download: false, parts });
  const explanation = explainTrial(options.trial, inputs, new ResultStore(folder));
  console.log(
    options.json === true
      ? JSON.stringify({ run: spec.name, folder, ...explanation }, null, 2)
      : formatWhy(spec.name, explanation),
  );
  return 0;
}
