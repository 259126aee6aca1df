import { orList, UserError } from '@lamella/core';
import {
  type ImportanceMethod,
  importanceMethods,
  isForwardMethod,
  readsDropFirst,
  resolveCount,
} from '@lamella/metrics/selection';
import type { ModelShape } from '@lamella/planning';
import { formatLayers, layerFormats } from './layer-configs.ts';
import type { ImportanceRequest } from './importance-request.ts';

/**
 * Checks what is asked of a model before anything is measured.
 *
 * @param methods those that are asked for
 * @throws UserError (exit code 2) for a setting that no method reads, a number of layers that the model does not
 *   have, and a format that it can't be written in
 */
export function checkRequest(
  { dropFirst, heads, pooling, ...request }: ImportanceRequest,
  methods: readonly ImportanceMethod[],
  shape: ModelShape,
): void {
  checkIsRead('--drop-first', dropFirst, { methods, isReader: readsDropFirst });
  checkIsRead('--pooling', pooling, { methods, isReader: isForwardMethod });
  checkIsRead('--heads', heads, { methods, isReader: (name) => !isForwardMethod(name) });
  if (heads !== undefined && heads > 1 && shape.kind === 'decoder')
    throw invalid(
      `Expected --heads with an encoder, whose head is new, got a decoder: its head is the checkpoint's.`,
    );
  const { select, format } = request;
  if (select !== undefined) resolveCount(select, shape.numLayers);
  checkFormat(request, shape);
  checkPreference(request, methods);
  if (methods.length > 1 && format !== undefined && format !== 'text' && format !== 'json')
    throw invalid(
      `Expected --format text or json with several metrics, got ${format}, which is of one selection.`,
    );
}

function checkIsRead(
  option: string,
  value: unknown,
  { methods, isReader }: { methods: readonly ImportanceMethod[]; isReader(name: ImportanceMethod): boolean },
): void {
  if (value === undefined || methods.some(isReader)) return;
  const readers = orList(importanceMethods.filter(isReader));
  throw invalid(
    `Expected ${option} with --method ${readers} alone, got ${String(value)} with ${methods.join(', ')}, which does not read it.`,
  );
}

function checkPreference(
  { select, prefer, within }: Pick<ImportanceRequest, 'select' | 'prefer' | 'within'>,
  methods: readonly ImportanceMethod[],
): void {
  if (prefer === undefined) {
    if (within === undefined) return;
    throw invalid(`Expected --prefer time or --prefer memory with --within ${within}, got none.`);
  }
  if (select === undefined)
    throw invalid(`Expected --select with --prefer ${prefer}, the number of layers, got none.`);
  if (methods.length > 1)
    throw invalid(`Expected one metric with --prefer ${prefer}, got ${methods.join(', ')}.`);
  if (within !== undefined && !(within >= 0 && within < 1))
    throw invalid(`Expected --within to be a share from 0 to below 1, got ${within}.`);
}

function checkFormat(
  { select, format, targets }: Pick<ImportanceRequest, 'select' | 'format' | 'targets'>,
  shape: ModelShape,
): void {
  const forTool = layerFormats.find((name) => name === format);
  if (forTool === undefined) return;
  if (select === undefined)
    throw invalid(`Expected --select with --format ${forTool}, the number of layers to write, got none.`);
  formatLayers(forTool, shape, { layers: [0], targets: targets ?? shape.paperTargets });
}

function invalid(message: string): UserError {
  return new UserError(message, { exitCode: 2 });
}
