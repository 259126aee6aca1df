import { UserError } from '@lamella/core';
import { checkFields } from '@lamella/files';
import type { Model } from '@lamella/models';
import { headParameters } from '../adapt-model.ts';
import type { LoraConfig, LoraInit } from '../adapter.ts';
import { savedParameters } from '../saved-modules.ts';
import { ADAPTER_FIELDS } from './adapter-fields.ts';
import { type MatchedTargets, matchTargets } from './match-targets.ts';
import { fromPeftPattern } from './peft-patterns.ts';
import { readPeftFields, type PeftFields } from './peft-fields.ts';

/** Tasks for which PEFT saves a classifier's head whatever the file says, and what it calls heads. */
const TASKS_WITH_HEAD: readonly (string | null)[] = ['SEQ_CLS', 'TOKEN_CLS'];
const HEADS = ['classifier', 'score'];

/** How matrices start without a change of the base: once they are read, it no longer matters. */
const PLAIN_INITS: readonly unknown[] = [true, false, null, 'true', 'false', 'gaussian', 'eva', 'orthogonal'];

/**
 * The LoRA settings that a PEFT config stands for on a model.
 *
 * @param where the file, for errors
 * @throws {UserError} for every field that is unknown, or has a value that would give other numbers than Lamella's
 */
export function readAdapterConfig(
  source: Readonly<Record<string, unknown>>,
  model: Model,
  where: string,
): LoraConfig {
  if (source['peft_type'] !== 'LORA')
    throw new UserError(
      `Expected "peft_type" in ${where} to be "LORA", got ${JSON.stringify(source['peft_type'])}.`,
    );
  checkFields(source, ADAPTER_FIELDS, { where, unknown: 'refused' });
  const fields = readPeftFields(source, where);
  const matched = matchTargets(fields, model, where);
  const savedModules = readSavedModules(fields, model);
  if (savedModules !== undefined) refuseOverlap(savedModules, { matched, model, where });
  const init = readInit(fields.init_lora_weights, where);
  const rankPattern = fromPeftPattern(fields.rank_pattern ?? {}, model, matched.targets);
  const alphaPattern = fromPeftPattern(fields.alpha_pattern ?? {}, model, matched.targets);
  return {
    kind: 'lora',
    rank: fields.r,
    alpha: fields.lora_alpha,
    dropout: fields.lora_dropout,
    seed: 0,
    ...matched,
    ...(fields.use_rslora && { useRslora: true }),
    ...(fields.use_dora && { useDora: true }),
    ...(fields.bias === 'lora_only' && { bias: 'lora_only' }),
    ...(savedModules !== undefined && { savedModules }),
    ...(init !== 'standard' && { init }),
    ...(hasKeys(rankPattern) && { rankPattern }),
    ...(hasKeys(alphaPattern) && { alphaPattern }),
  };
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

function readInit(init: boolean | string | null, where: string): LoraInit {
  if (PLAIN_INITS.includes(typeof init === 'string' ? init.toLowerCase() : init)) return 'standard';
  if (init === 'pissa') return init;
  const [, digits] = /^pissa_niter_(\d+)$/.exec(String(init)) ?? [];
  if (digits !== undefined) return `pissa_niter_${digits}`;
  throw new UserError(
    `Expected "init_lora_weights" in ${where} to be a boolean, "gaussian", "orthogonal", "eva", "pissa" or "pissa_niter_" and a number, got ${JSON.stringify(init)}, which is not supported.`,
  );
}

function hasKeys(pattern: object): boolean {
  return Object.keys(pattern).length > 0;
}
