import { describeSwept, modelLabel, type ResolvedTrial } from '@lamella/spec';
import type { TrialCell } from '../tables/collect-cells.ts';

/** The trials of one model at one value of each swept setting. */
export interface SettingGroup {
  /** The name of the group; empty without a sweep over models or settings. */
  readonly label: string;
  /** The settings alone. */
  readonly settings: string;
  readonly cells: readonly TrialCell[];
  /** Whether an arm of one model and swept settings belongs to the group. */
  readonly has: (place: Place) => boolean;
}

/**
 * The trials by model and swept settings. Those that a setting makes no difference to (full fine-tuning, to a setting of the
 * adapter) belong to the groups of all its values.
 */
export function groupBySetting(cells: readonly TrialCell[]): SettingGroup[] {
  const places = [
    ...new Map(cells.map(({ trial }) => [JSON.stringify(placeOf(trial)), placeOf(trial)])).values(),
  ];
  const hasModels = new Set(places.map(({ model }) => model)).size > 1;
  const whole = places.filter((place) => !places.some((other) => other !== place && isWithin(place, other)));
  return whole.map((place) => {
    const settings = describeSwept(place.swept);
    return {
      label: [...(hasModels ? [place.model] : []), ...(settings === '' ? [] : [settings])].join(', '),
      settings,
      cells: cells.filter(({ trial }) => isWithin(placeOf(trial), place)),
      has: (other) => isWithin(other, place),
    };
  });
}

/** A model and swept settings. */
export interface Place {
  /** Its label. */
  readonly model: string;
  readonly swept: NonNullable<ResolvedTrial['swept']>;
}

function placeOf({ model, swept = {} }: ResolvedTrial): Place {
  return { model: modelLabel(model), swept };
}

/** Whether a place says of all that it says the same as another one. */
function isWithin(place: Place, other: Place): boolean {
  const same = ([key, value]: [string, unknown]): boolean =>
    Object.hasOwn(other.swept, key) && JSON.stringify(other.swept[key]) === JSON.stringify(value);
  return place.model === other.model && Object.entries(place.swept).every(same);
}
