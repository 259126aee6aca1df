import { UserError, unknownName } from '@lamella/core';
import { methodNames } from './control-methods.ts';
import type { ExperimentSpec } from './experiment-spec.ts';
import { taskNames, type TaskName, taskProblems } from '@lamella/tasks';

/** A part of a spec's cells, as the command line asks for it. */
export interface Narrowing {
  /** Any tasks of GLUE, whether the spec has them or not. */
  readonly tasks?: readonly string[];
  /** Methods of the spec, and arms of its controls. */
  readonly methods?: readonly string[];
  readonly seeds?: readonly number[];
}

/**
 * The spec with other tasks, sweeps over fewer methods or other seeds, in its extra sweeps as well. It keeps all methods, as one may be
 * made equal to another.
 *
 * @throws UserError (exit code 2) for names that don't exist
 */
export function narrowSpec(spec: ExperimentSpec, { tasks, methods, seeds }: Narrowing): ExperimentSpec {
  const wantedTasks = tasks?.map(checkTask) ?? spec.tasks;
  const [problem] = tasks === undefined ? [] : taskProblems(wantedTasks, spec.data.kind);
  if (problem !== undefined) throw new UserError(problem.message, { exitCode: 2 });
  const wantedMethods = methods?.map((name) => checkMethod(spec, name)) ?? methodNames(spec);
  const isWanted = (name: string): boolean => wantedMethods.includes(name);
  const sweeps = (spec.extraSweeps ?? []).flatMap((sweep) => {
    const narrowed = {
      ...sweep,
      tasks: (sweep.tasks ?? wantedTasks).filter((task) => wantedTasks.includes(task)),
      methods: (sweep.methods ?? spec.sweep.methods ?? wantedMethods).filter(isWanted),
      ...(seeds && { seed: seeds }),
    };
    return narrowed.tasks.length > 0 && narrowed.methods.length > 0 ? [narrowed] : [];
  });
  return {
    ...spec,
    tasks: wantedTasks,
    sweep: {
      ...spec.sweep,
      ...(methods && { methods: (spec.sweep.methods ?? wantedMethods).filter(isWanted) }),
      ...(seeds && { seed: seeds }),
    },
    extraSweeps: sweeps,
  };
}

function checkTask(name: string): TaskName {
  const task = taskNames.find((known) => known === name);
  if (task === undefined) throw new UserError(unknownName('task', name, taskNames), { exitCode: 2 });
  return task;
}

function checkMethod(spec: ExperimentSpec, name: string): string {
  const known = methodNames(spec);
  if (!known.includes(name))
    throw new UserError(unknownName(`method of ${spec.name}`, name, known), { exitCode: 2 });
  return name;
}
