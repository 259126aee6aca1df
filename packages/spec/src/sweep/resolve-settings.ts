import type { TaskName } from '@lamella/tasks';
import { defaultsFor } from '../language/defaults.ts';
import type { ControlledSpec } from '../language/control-methods.ts';
import type { AdapterSettings, ImportanceSettings, Rows, TrainingChoices } from '../language/settings.ts';

/** The settings of one method on one task. */
export interface Settings {
  readonly rows: Rows;
  readonly adapter: AdapterSettings;
  readonly importance: ImportanceSettings;
  readonly training: TrainingChoices;
}

/**
 * The settings of a method on a task: the defaults, then what the spec says for all, for the task, for the
 * method, and for the method on the task. A later one replaces an earlier one field by field; a value that is
 * itself a section (such as `warmup`) is replaced whole.
 *
 * @param methodName undefined: of a method that says nothing itself
 */
export function resolveSettings(
  spec: ControlledSpec,
  methodName: string | undefined,
  task: TaskName,
): Settings {
  const method = methodName === undefined ? undefined : spec.methods[methodName];
  const layers = [defaultsFor(task), spec, spec.perTask?.[task], method, method?.perTask?.[task]];
  return {
    rows: { ...spec.rows, ...spec.perTask?.[task]?.rows },
    adapter: Object.assign({}, ...layers.map((layer) => layer?.adapter)) as AdapterSettings,
    importance: Object.assign({}, ...layers.map((layer) => layer?.importance)) as ImportanceSettings,
    training: Object.assign({}, ...layers.map((layer) => layer?.training)) as TrainingChoices,
  };
}
