import { UserError } from '@lamella/core';
import { publishedLayers } from '../paper/published-layers.ts';
import type { MethodSpec, Selection } from '../language/experiment-spec.ts';
import type { TaskName } from '@lamella/tasks';
import type { Path } from '../language/describe-issues.ts';

/** A rule's name, layers, or a one-hot string. */
export type FoundSelection = Exclude<Selection, { readonly published: unknown }>;

/** Where a method's selection on a task may stand. */
export function selectionPaths({ method, task }: { readonly method: string; readonly task: string }): Path[] {
  return [
    ['methods', method, 'perTask', task, 'selection'],
    ['methods', method, 'selection'],
  ];
}

/**
 * Which layers a method adapts on a task: what it says for that task, else what it says for all; of published layers, the
 * list of the task.
 *
 * @throws {UserError} (exit code 2) if it says nothing, or no list of the task is published
 */
export function findSelection(
  { selection: forAll, perTask }: MethodSpec,
  { task, method }: { readonly task: TaskName; readonly method: string },
): FoundSelection {
  const selection = perTask?.[task]?.selection ?? forAll;
  if (selection === undefined)
    throw new UserError(
      `Expected a selection of method ${method} on ${task}, got none: neither for all tasks nor in perTask.${task}.`,
      { exitCode: 2 },
    );
  return typeof selection === 'object' && 'published' in selection
    ? publishedLayers(selection.published, task)
    : selection;
}
