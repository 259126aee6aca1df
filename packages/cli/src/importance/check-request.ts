import { orList, UserError } from '@lamella/core';
import { importanceMethods, readsDropFirst, resolveCount } from '@lamella/metrics/selection';
import type { ModelShape } from '@lamella/planning';
import { formatLayers, layerFormats } from './layer-configs.ts';
import type { ImportanceRequest } from './importance-request.ts';

/**
 * Checks what is asked of a model before anything is measured.
 *
 * @throws UserError (exit code 2) for a setting that the method does not read, a number of layers that the model does not
 *   have, and a format that it can't be written in
 */
export function checkRequest(request: ImportanceRequest, shape: ModelShape): void {
  const { method, dropFirst, select, format, targets = shape.paperTargets } = request;
  if (dropFirst !== undefined && !readsDropFirst(method)) {
    const readers = orList(importanceMethods.filter(readsDropFirst));
    throw invalid(
      `Expected --drop-first with --method ${readers} alone, got ${dropFirst} with ${method}, which does not read it.`,
    );
  }
  if (select !== undefined) resolveCount(select, shape.numLayers);
  const forTool = layerFormats.find((name) => name === format);
  if (forTool === undefined) return;
  if (select === undefined)
    throw invalid(`Expected --select with --format ${forTool}, the number of layers to write, got none.`);
  formatLayers(forTool, shape, { layers: [0], targets });
}

function invalid(message: string): UserError {
  return new UserError(message, { exitCode: 2 });
}
