import { UserError } from '@lamella/core';
import type { TaskSource } from './load-task.ts';
import type { DataSource } from '../data-source.ts';

/**
 * The data set that a spec names for tasks of GLUE, as the datasets package takes it.
 *
 * @throws UserError (exit code 2) for data that GLUE's tasks are not in
 */
export function toGlueSource(data: DataSource): TaskSource {
  switch (data.kind) {
    case 'mini-glue':
      return { kind: 'mini' };
    case 'folder':
      return { kind: 'folder', folder: data.path };
    case 'hub':
      return data;
    default:
      throw new UserError(
        `Expected the data of GLUE's tasks to be of the kind mini-glue, folder or hub, got ${data.kind}.`,
        { exitCode: 2 },
      );
  }
}
