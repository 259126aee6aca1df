import { join } from 'node:path';
import { UserError } from '@lamella/core';
import { checkFields, isRecord, used } from '@lamella/files';
import { SPECIAL_TOKENS_MAP_RULES, TOKENIZER_CONFIG_RULES } from './config-rules.ts';
import { MODEL_RULES, STEP_RULES, TOKENIZER_JSON_RULES } from './json-rules.ts';
import type { SettingsSource } from './read-settings.ts';

/** The parts of a tokenizer.json that are made of steps, and the fields that hold those of a sequence. */
const STEPS = {
  normalizer: 'normalizers',
  pre_tokenizer: 'pretokenizers',
  post_processor: 'processors',
  decoder: 'decoders',
} as const;

/**
 * Holds the tokenizer's files of a folder against what is known of their fields.
 *
 * @throws {UserError} that names the fields whose values are not supported
 */
export function checkTokenizerFields({ files, json, addedTokens, where }: SettingsSource): void {
  const { tokenizerConfig, specialTokensMap } = files;
  const warned = (
    name: string,
    source: Readonly<Record<string, unknown>>,
    rules: Parameters<typeof checkFields>[1],
  ): void => checkFields(source, rules, { where: name, unknown: 'warned' });
  const config = join(where, 'tokenizer_config.json');
  warned(config, tokenizerConfig, { ...TOKENIZER_CONFIG_RULES, ...tokenFields(tokenizerConfig) });
  const map = join(where, 'special_tokens_map.json');
  warned(map, specialTokensMap, { ...SPECIAL_TOKENS_MAP_RULES, ...tokenFields(specialTokensMap) });
  checkMapOverrides(specialTokensMap, map);
  for (const [text, id] of Object.entries(addedTokens))
    if (!Number.isInteger(id))
      throw new UserError(
        `Expected ${join(where, 'added_tokens.json')} to map texts to ids, got ${JSON.stringify({ [text]: id })}.`,
      );
  const path = join(where, 'tokenizer.json');
  warned(path, json, TOKENIZER_JSON_RULES);
  if (isRecord(json['model'])) warned(`"model" of ${path}`, json['model'], MODEL_RULES);
  for (const [part, key] of Object.entries(STEPS))
    for (const step of stepsOf(json[part], key)) warned(`"${part}" of ${path}`, step, STEP_RULES);
}

/** Models may name further special tokens, such as `image_token`. */
function tokenFields(source: Readonly<Record<string, unknown>>): ReturnType<typeof used> {
  return used(...Object.keys(source).filter((name) => name.endsWith('_token') && !name.startsWith('add_')));
}

/** In Python every field of this file stands in for that of tokenizer_config.json. */
function checkMapOverrides(specialTokensMap: Readonly<Record<string, unknown>>, where: string): void {
  const misplaced = Object.keys(specialTokensMap).filter(
    (name) => !Object.hasOwn(SPECIAL_TOKENS_MAP_RULES, name) && Object.hasOwn(TOKENIZER_CONFIG_RULES, name),
  );
  if (misplaced.length > 0)
    throw new UserError(
      `Expected ${where} to name special tokens, got ${misplaced.join(', ')}: these belong in tokenizer_config.json.`,
    );
}

/** The steps of a part, those inside of sequences included. Without recursion: they may be nested to any depth. */
function* stepsOf(part: unknown, key: string): Iterable<Readonly<Record<string, unknown>>> {
  const open = [part];
  while (open.length > 0) {
    const step = open.pop();
    if (!isRecord(step)) continue;
    yield step;
    if (Array.isArray(step[key])) open.push(...(step[key] as unknown[]));
  }
}
