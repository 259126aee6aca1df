import { basename, isAbsolute } from 'node:path';
import type { DataSource, ModelSource } from '@lamella/spec';

/** A model's name in tables and figures: that of an embedded one or of the hub, or its folder's name. */
export function modelLabel(model: ModelSource): string {
  if (typeof model !== 'string') return model.id;
  return isAbsolute(model) || /^\.{1,2}[/\\]/.test(model) ? basename(model) : model;
}

/** What the examples are. The synthetic tasks are called so wherever they show up. */
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
