import { Random } from '@lamella/core';

/** When a life of a trial ends: after so many of its events, and a part of the time that passes before the next one. */
export interface PlannedKill {
  readonly event: number;
  /** 0 to 1. */
  readonly part: number;
}

export interface KillPlanOptions {
  readonly seed: number;
  /** Events of a life, in the mean. */
  readonly meanEvents: number;
}

/** Draws kills: the number of events is uniform from none, which is while the process starts, to twice the mean. */
export function* drawKills({ seed, meanEvents }: KillPlanOptions): Generator<PlannedKill, never> {
  const random = Random.fork(seed, 'kills');
  for (;;) yield { event: Math.floor(random.next() * (2 * meanEvents + 1)), part: random.next() };
}

/** Follows how long it takes from an event of one kind to the next event. */
export class EventTimes {
  readonly #totals = new Map<string, { readonly seconds: number; readonly count: number }>();

  /** Adds an observation. */
  add(kind: string, seconds: number): void {
    const before = this.#totals.get(kind) ?? { seconds: 0, count: 0 };
    this.#totals.set(kind, { seconds: before.seconds + seconds, count: before.count + 1 });
  }

  /** The mean; a tenth of a second for a kind that has not been seen. */
  mean(kind: string): number {
    const { seconds, count } = this.#totals.get(kind) ?? { seconds: 0.1, count: 1 };
    return seconds / count;
  }
}
