import { UserError, unknownName } from '@lamella/core';
import type { ExperimentSpec } from './experiment-spec.ts';
import { taskNames, type TaskName, taskProblems } from '@lamella/tasks';

/** A part of a spec's cells, as the command line asks for it. */
export interface Narrowing {
  /** Any tasks of GLUE, whether the spec has them or not. */
  readonly tasks?: readonly string[];
  /** Methods of the spec. */
  readonly methods?: readonly string[];
  readonly seeds?: readonly number[];
}

/**
 * The spec with other tasks, fewer methods or other seeds, in its extra sweeps as well.
 *
 * @throws UserError (exit code 2) for names that don't exist
 */
export function narrowSpec(spec: ExperimentSpec, { tasks, methods, seeds }: Narrowing): ExperimentSpec {
  const wantedTasks = tasks?.map(checkTask) ?? spec.tasks;
  const [problem] = tasks === undefined ? [] : taskProblems(wantedTasks, spec.data.kind);
  if (problem !== undefined) throw new UserError(problem.message, { exitCode: 2 });
  const wantedMethods = methods?.map((name) => checkMethod(spec, name)) ?? Object.keys(spec.methods);
  const sweeps = (spec.extraSweeps ?? []).flatMap((sweep) => {
    const narrowed = {
      ...sweep,
      tasks: (sweep.tasks ?? wantedTasks).filter((task) => wantedTasks.includes(task)),
      methods: (sweep.methods ?? wantedMethods).filter((name) => wantedMethods.includes(name)),
      ...(seeds && { seed: seeds }),
    };
    return narrowed.tasks.length > 0 && narrowed.methods.length > 0 ? [narrowed] : [];
  });
  return {
    ...spec,
    tasks: wantedTasks,
    methods: Object.fromEntries(
      Object.entries(spec.methods).filter(([name]) => wantedMethods.includes(name)),
    ),
    sweep: seeds === undefined ? spec.sweep : { ...spec.sweep, seed: seeds },
    extraSweeps: sweeps,
  };
}

function checkTask(name: string): TaskName {
  const task = taskNames.find((known) => known === name);
  if (task === undefined) throw new UserError(unknownName('task', name, taskNames), { exitCode: 2 });
  return task;
}

function checkMethod(spec: ExperimentSpec, name: string): string {
  const known = Object.keys(spec.methods);
  if (!known.includes(name))
    throw new UserError(unknownName(`method of ${spec.name}`, name, known), { exitCode: 2 });
  return name;
}
