import type { Point } from './injected-fault.ts';
import type { SceneName } from './scene.ts';

/** Of as many operations with one label, these alone are tried: the first, one in the middle and the last of a file's many pieces. */
const mostAlike = 3;

/** Operations by scene, of which a fault is to meet each once. */
export type Traces = Readonly<Partial<Record<SceneName, readonly Point[]>>>;

/** A point of a scene's run. */
export interface ScenePoint {
  readonly scene: SceneName;
  readonly point: Point;
}

/**
 * The points at which faults are tried: each operation on files that a first small trial does, and of the other trials those that are
 * of another kind.
 */
export function choosePoints(traces: Traces): ScenePoint[] {
  const seen = new Set<string>();
  return Object.entries(traces).flatMap(([name, trace], index) => {
    const scene = name as SceneName;
    return thin(trace).flatMap((point) => {
      const kind = kindOf(point, scene);
      if (index > 0 && seen.has(kind)) return [];
      seen.add(kind);
      return [{ scene, point }];
    });
  });
}

function thin(trace: readonly Point[]): Point[] {
  const totals = new Map<string, number>();
  const key = ({ role, label }: Point): string => `${role} ${label}`;
  for (const point of trace) totals.set(key(point), point.occurrence);
  return trace.filter((point) => {
    const total = totals.get(key(point)) ?? 0;
    return total <= mostAlike || [1, Math.ceil(total / 2), total].includes(point.occurrence);
  });
}

/** The effect of an operation, whatever the run, the trial and the task are called. */
function kindOf({ role, label }: Point, scene: SceneName): string {
  const name = label
    .replace(new RegExp(`\\b${scene}/`), 'RUN/')
    .replace(/[a-z0-9-]+-seed\d+/g, 'TRIAL')
    .replace(/step-\d+-epoch-\d+/g, 'CHECKPOINT')
    .replace(/(importance\/\.?).*-\*/, '$1IMPORTANCE');
  return `${role} ${name}`;
}
