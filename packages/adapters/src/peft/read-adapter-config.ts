import { UserError } from '@lamella/core';
import { checkFields } from '@lamella/files';
import type { Model } from '@lamella/models';
import { headParameters } from '../adapt-model.ts';
import type { PeftFormat } from '../kind/peft-format.ts';
import type { PlacedConfig } from '../kinds/adapter-kinds.ts';
import { ADAPTER_METHODS } from '../methods.ts';
import { savedParameters } from '../saved-modules.ts';
import { type MatchedTargets, matchTargets } from './match-targets.ts';
import { COMMON_FIELDS, readPeftFields, type PeftFields } from './peft-fields.ts';

/** Tasks for which PEFT saves a classifier's head whatever the file says, and what it calls heads. */
const TASKS_WITH_HEAD: readonly (string | null)[] = ['SEQ_CLS', 'TOKEN_CLS'];
const HEADS = ['classifier', 'score'];

/**
 * The settings that a PEFT config stands for on a model.
 *
 * @param where the file, for errors
 * @throws {UserError} for every field that is unknown, or has a value that would give other numbers than Lamella's
 */
export function readAdapterConfig(
  source: Readonly<Record<string, unknown>>,
  model: Model,
  where: string,
): PlacedConfig {
  const format = findFormat(source['peft_type'], where);
  checkFields(source, { ...COMMON_FIELDS, ...format.rules }, { where, unknown: 'refused' });
  const fields = readPeftFields({ r: format.defaultRank, ...source }, where);
  const matched = matchTargets(fields, model, where);
  const savedModules = readSavedModules(fields, model);
  if (savedModules !== undefined) refuseOverlap(savedModules, { matched, model, where });
  return {
    ...format.read(source, { model, targets: matched.targets, where }),
    rank: fields.r,
    ...matched,
    ...(savedModules !== undefined && { savedModules }),
  } as PlacedConfig;
}

function findFormat(type: unknown, where: string): PeftFormat<PlacedConfig> {
  const formats = Object.values(ADAPTER_METHODS).map(({ peft }) => peft);
  const format = formats.find((each) => each.type === type);
  if (format !== undefined) return format;
  const names = formats.map((each) => JSON.stringify(each.type)).join(' or ');
  throw new UserError(`Expected "peft_type" in ${where} to be ${names}, got ${JSON.stringify(type)}.`);
}

/** The modules that the file holds whole; undefined if they are those of the model's head. */
function readSavedModules(
  { modules_to_save: named, task_type: task }: PeftFields,
  model: Model,
): readonly string[] | undefined {
  const names = [...new Set([...(named ?? []), ...(TASKS_WITH_HEAD.includes(task) ? HEADS : [])])];
  const saved = savedParameters(model, names);
  const head = headParameters(model);
  return saved.length === head.length && saved.every((each) => head.includes(each)) ? undefined : names;
}

/** Adapted modules that are saved whole as well: PEFT until 0.13 leaves the adapter out, later releases what is saved. */
function refuseOverlap(
  names: readonly string[],
  { matched, model, where }: { matched: MatchedTargets; model: Model; where: string },
): void {
  const saved = new Set(savedParameters(model, names));
  const both = matched.layers
    .flatMap((layer) => matched.targets.flatMap((name) => model.layers[layer]?.projections.get(name) ?? []))
    .find(({ base }) => saved.has(base.weight));
  if (both !== undefined)
    throw new UserError(
      `Expected modules_to_save of ${where} to be other modules than target_modules, got ${both.base.path} among both.`,
    );
}
