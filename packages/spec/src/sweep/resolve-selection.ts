import { UserError } from '@lamella/core';
import {
  type CountedMethod,
  findRule,
  fromOneHot,
  importanceOf,
  importanceOrders,
  resolveCount,
  selectLayers,
} from '@lamella/metrics/selection';
import type { TaskName } from '@lamella/tasks';
import type { Control } from '../language/control-methods.ts';
import type { ImportanceSettings } from '../language/settings.ts';
import type { FoundSelection } from './find-selection.ts';
import type { ResolvedSelection } from './trial.ts';

/** The settings that a selection depends on besides itself. */
export interface SelectionContext {
  readonly task: TaskName;
  readonly importance: ImportanceSettings;
  readonly numLayers: number;
  /** The arm of controls that it is of. */
  readonly control: Control | undefined;
  /** N, or a ratio. */
  readonly count: number;
  /** Of rules that draw; controls have seeds of their own. */
  readonly seed: number;
}

/**
 * A selection with every setting that it depends on.
 *
 * @throws UserError (exit code 2) if it doesn't fit the model
 */
export function resolveSelection(selection: FoundSelection, context: SelectionContext): ResolvedSelection {
  const { numLayers } = context;
  const resolved = nameSelection(selection, context);
  // The selection itself is the check; the scores come later, from the model.
  selectLayers({ ...resolved, numLayers, scores: Array.from({ length: numLayers }, () => 0) });
  return resolved;
}

function nameSelection(
  selection: FoundSelection,
  { task, importance, numLayers, count, seed, control }: SelectionContext,
): ResolvedSelection {
  const order = importanceOrders.find((one) => one === control?.kind);
  if (order !== undefined && (typeof selection !== 'string' || importanceOf(selection) === undefined))
    throw new UserError(
      `Expected a selection by importance for the control ${order}, got ${JSON.stringify(selection)}.`,
      { exitCode: 2 },
    );
  if (typeof selection !== 'string') return { method: 'list', layers: selection.toSorted((a, b) => a - b) };
  if (selection === 'all') return { method: 'all' };
  const rule = findRule(selection);
  if (rule?.choosesN !== true) return { method: 'list', layers: fromOneHot(selection, numLayers) };
  const { pooling, dropFirst = pooling === 'cls' } = importance;
  const isDrawn = control?.draw !== undefined || order === 'shuffled-importance';
  return {
    method: rule.name as CountedMethod,
    count: resolveCount(count, numLayers),
    ...(rule.settings.includes('dropFirst') && { dropFirst }),
    ...(rule.settings.includes('seed') && { seed }),
    // The same for every seed of the trial, another one on every task.
    ...(isDrawn && { seed: `${task}/${control?.draw?.number ?? 1}` }),
    ...(order && { order }),
  };
}
