import { basename } from 'node:path';
import type { DataSource } from '@lamella/spec';

/** The name of the data in print; files may have one that says more than `train.jsonl`. */
export function dataTitle(data: DataSource): string {
  return data.kind === 'files' && data.title !== undefined ? data.title : dataLabel(data);
}

/** The name of the data, by which results are known to be of it. The synthetic tasks are called so wherever they show up. */
export function dataLabel(data: DataSource): string {
  switch (data.kind) {
    case 'mini-glue':
      return 'mini-glue (small synthetic tasks)';
    case 'mini':
      return 'small synthetic tasks';
    case 'folder':
      return 'GLUE';
    case 'table':
      return data.title ?? basename(data.train);
    case 'files':
      return basename(data.train);
    case 'hub':
      return data.id ?? 'nyu-mll/glue';
  }
}
