import type { TrialPrediction } from '@lamella/planning/cost';
import type { SlurmRequest } from '@lamella/runners';
import type { SlurmSettings } from '@lamella/spec';

/** Predictions are of training on an idle machine like this one; nodes may be slower, and shared. */
const TIME_FACTOR = 3;
const MEMORY_FACTOR = 1.5;
/** Of the process that supervises the trial's. */
const SUPERVISOR_BYTES = 2 ** 30;
const GIBIBYTE = 2 ** 30;
/** Time limits that are asked for, in minutes: few different ones, so that arrays are long. */
const timeSteps = [15, 30, 60, 120, 240, 480, 720, 1440];

/**
 * What a trial asks of a cluster: what its spec says, else three times the predicted time (from 15 minutes on, doubling, then whole
 * days) and 1.5 times the predicted memory and 1 GiB (in powers of two of GiB). What is neither given nor predicted is left to the
 * partition's default.
 *
 * @param threads of a trial
 */
export function requestOf(
  settings: SlurmSettings,
  threads: number | undefined,
  cost: TrialPrediction | undefined,
): SlurmRequest {
  const { partition, account, qos, constraint, gpus, options } = settings;
  const time = settings.time ?? (cost?.seconds === undefined ? undefined : minutesFor(cost.seconds));
  const memory = settings.memory ?? (cost === undefined ? undefined : memoryFor(cost.peakBytes));
  return {
    ...(partition !== undefined && { partition }),
    ...(account !== undefined && { account }),
    ...(qos !== undefined && { qos }),
    ...(constraint !== undefined && { constraint }),
    ...(time !== undefined && { time }),
    ...(memory !== undefined && { memory }),
    cpus: settings.cpus ?? threads ?? 1,
    ...(gpus !== undefined && { gpus }),
    ...(options !== undefined && { options }),
  };
}

function minutesFor(seconds: number): number {
  const minutes = (TIME_FACTOR * seconds) / 60;
  return timeSteps.find((step) => step >= minutes) ?? 1440 * Math.ceil(minutes / 1440);
}

function memoryFor(bytes: number): string {
  const gibibytes = (MEMORY_FACTOR * bytes + SUPERVISOR_BYTES) / GIBIBYTE;
  return `${2 ** Math.ceil(Math.log2(gibibytes))}G`;
}
