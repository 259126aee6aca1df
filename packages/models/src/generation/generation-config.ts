import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@lamella/core';
import { checkFields, configReader, isRecord } from '@lamella/files';
import { readOptionalJson } from '../read-optional-json.ts';
import { GENERATION_FIELDS } from './generation-config-fields.ts';

type Json = Readonly<Record<string, unknown>>;

/** How texts of a model are continued where nobody says otherwise. */
export interface GenerationDefaults {
  /** The tokens that end a text; undefined where no file names one. */
  readonly stopIds: readonly number[] | undefined;
  /** The largest number of new tokens, or else of tokens altogether, the prompt's included. */
  readonly maxNewTokens: number | undefined;
  readonly maxLength: number | undefined;
  /** Divides positive logits of tokens that were there, and multiplies negative ones; 1 for none. */
  readonly repetitionPenalty: number;
  /** Whether tokens are drawn instead of taking the most likely ones. */
  readonly doSample: boolean;
  readonly temperature: number | undefined;
  /** Undefined also for 0, which stands for all tokens. */
  readonly topK: number | undefined;
  readonly topP: number | undefined;
  readonly minP: number | undefined;
}

/** The k that transformers draws among where a file asks for drawing and names none. */
const USUAL_TOP_K = 50;

/**
 * Reads generation_config.json of a model's folder or, where there is none, the fields of that kind in config.json, from
 * where transformers moves them (a model of several parts may have them in `text_config`). The end tokens are looked for
 * in config.json also where generation_config.json names none, where transformers would never stop.
 *
 * @throws {UserError} that names each field that asks for what Lamella doesn't do
 */
export function readGenerationConfig(folder: string): GenerationDefaults {
  const file = join(folder, 'generation_config.json');
  const legacyFile = join(folder, 'config.json');
  const legacy = legacyFields(readOptionalJson(legacyFile));
  const isNew = existsSync(file);
  const where = isNew ? file : legacyFile;
  const fields = isNew ? readOptionalJson(file) : legacy;
  checkFields(fields, GENERATION_FIELDS, { where, unknown: 'warned' });
  const number = optionalNumbers(fields, where);
  const doSample = fields['do_sample'] === true;
  const topK = number('top_k') ?? (doSample ? USUAL_TOP_K : undefined);
  const topP = number('top_p');
  return {
    stopIds: readStopIds(folder),
    maxNewTokens: number('max_new_tokens'),
    maxLength: number('max_length'),
    repetitionPenalty: number('repetition_penalty') ?? 1,
    doSample,
    temperature: number('temperature'),
    topK: topK === 0 ? undefined : topK,
    topP: topP !== undefined && topP >= 1 ? undefined : topP,
    minP: number('min_p') === 0 ? undefined : number('min_p'),
  };
}

/**
 * The tokens that end a text by the files of a model's folder; undefined where none names one. Nothing else of
 * generation_config.json is looked at.
 *
 * @throws {UserError} if they are no ids
 */
export function readStopIds(folder: string): readonly number[] | undefined {
  const file = join(folder, 'generation_config.json');
  const legacyFile = join(folder, 'config.json');
  const { eos_token_id: legacy } = legacyFields(readOptionalJson(legacyFile));
  return idsOf(readOptionalJson(file)['eos_token_id'], file) ?? idsOf(legacy, legacyFile);
}

/** The fields of config.json that are about generation; a null counts as absent. */
function legacyFields(config: Json): Json {
  const nested = isRecord(config['text_config']) ? config['text_config'] : {};
  const isKnown = ([name, value]: [string, unknown]): boolean =>
    value !== null && Object.hasOwn(GENERATION_FIELDS, name);
  return Object.fromEntries([...Object.entries(nested), ...Object.entries(config)].filter(isKnown));
}

function optionalNumbers(fields: Json, where: string): (name: string) => number | undefined {
  const { nonNegative } = configReader(fields, where);
  return (name) => ((fields[name] ?? undefined) === undefined ? undefined : nonNegative(name));
}

function idsOf(value: unknown, where: string): number[] | undefined {
  if (value === undefined || value === null) return undefined;
  const ids: unknown[] = [value].flat();
  if (ids.every((id) => Number.isSafeInteger(id))) return ids as number[];
  throw new UserError(
    `Expected "eos_token_id" in ${where} to be a token's id or a list of them, got ${JSON.stringify(value)}.`,
  );
}
