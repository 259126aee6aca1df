import { basename, isAbsolute } from 'node:path';
import type { ModelSource } from '../language/experiment-spec.ts';

/** A model's name in tables and figures: that of an embedded one or of the hub, or its folder's name. */
export function modelLabel(model: ModelSource): string {
  if (typeof model !== 'string') return model.id;
  return isAbsolute(model) || /^\.{1,2}[/\\]/.test(model) ? basename(model) : model;
}
