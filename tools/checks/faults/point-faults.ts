import type { ScenePoint } from './choose-points.ts';
import type { FaultTask } from './fault-line.ts';
import type { FaultKind, Point } from './injected-fault.ts';
import type { Outcome } from './outcome.ts';
import type { Engine, SceneName } from './scene.ts';
import { tryFault } from './try-fault.ts';

/** Operations after which the disk is what it was before: a kill there is one at the operation before. */
const WITHOUT_CHANGE = /^(sync|create) /;
/** Operations that need room on the disk; where a file is created, it is written next. */
const NEEDING_ROOM = /^(write|link) |^mkdir [^.]*$/;
/** With these what others see of a file, a claim or a folder changes. */
const SEEN_BY_OTHERS = /^(rename|link|remove) /;

/** The names of rows, and the points at which a fault is tried. */
const KINDS: Partial<Record<FaultKind, (point: Point) => string | undefined>> = {
  kill: ({ role, label }) =>
    WITHOUT_CHANGE.test(label) ? undefined : `\`kill -9\` of the ${nameOf(role)}, half a write done`,
  'power-cut': ({ role, label }) =>
    role === 'worker' && SEEN_BY_OTHERS.test(label) ? '`kill -9` of both at once' : undefined,
  ENOSPC: ({ role, label }) =>
    NEEDING_ROOM.test(label) ? `the disk is full, from a write of the ${nameOf(role)} on` : undefined,
  heap: ({ label }) => (isFirstCheckpoint(label) ? 'a worker out of memory' : undefined),
  'address-space': ({ label }) => (isFirstCheckpoint(label) ? 'a worker out of memory' : undefined),
};

const nameOf = (role: Point['role']): string => (role === 'main' ? 'run' : 'worker');

const isFirstCheckpoint = (label: string): boolean => /^mkdir answers\/checkpoints\/[^/]*$/.test(label);

export interface PointOptions {
  readonly engine: Engine;
  /** What each scene comes to without a fault. */
  readonly outcomes: Readonly<Record<SceneName, Outcome>>;
  /** Only each so manieth point is tried. @default 1 */
  readonly every?: number;
}

/** Faults of a kind at the points where it is tried. */
export function pointTasks(
  fault: FaultKind,
  points: readonly ScenePoint[],
  { engine, outcomes, every = 1 }: PointOptions,
): FaultTask[] {
  const tasks = points.flatMap(({ scene, point }) => {
    const row = KINDS[fault]?.(point);
    if (row === undefined) return [];
    const what = `${fault}, ${engine}, ${point.role}: ${point.label}, ${point.occurrence}`;
    return [{ row, what, run: () => tryFault({ scene, fault, point, engine }, outcomes[scene]) }];
  });
  return tasks.filter((_, index) => index % every === 0);
}
