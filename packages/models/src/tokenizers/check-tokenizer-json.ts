import { UserError } from '@lamella/core';
import { isRecord } from '@lamella/files';
import { checkCharsmap } from './sentencepiece/check-charsmap.ts';
import type { TokenizerJson } from './tokenizer-json.ts';

/** A part of a tokenizer.json, and how to say that it is wrong. */
interface Part {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly fail: (what: string) => UserError;
}

/** The parts that are made of steps. Steps need not name their type: what they hold tells what they are. */
const PARTS = ['normalizer', 'pre_tokenizer', 'post_processor', 'decoder'];

/**
 * Checks what the tokenizer's library takes for granted: where it is wrong, the library aborts the whole process.
 *
 * @throws UserError that names the part
 */
export function checkTokenizerJson(json: TokenizerJson, where: string): void {
  for (const name of PARTS) {
    const fail = (what: string): UserError =>
      new UserError(`Expected a sound ${name} in ${where}, got ${what}.`);
    for (const fields of recordsWithin(json[name]))
      for (const check of STEP_CHECKS) check({ fields, fail }, where);
  }
  const { model } = json;
  if (isRecord(model))
    checkMerges({
      fields: model,
      fail: (what) => new UserError(`Expected a sound model in ${where}, got ${what}.`),
    });
}

/** All objects inside of a value. Without recursion: it may be nested to any depth. */
function* recordsWithin(value: unknown): Iterable<Readonly<Record<string, unknown>>> {
  const open = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null) continue;
    if (isRecord(next)) yield next;
    for (const each of Object.values(next)) open.push(each);
  }
}

const STEP_CHECKS: readonly ((part: Part, where: string) => void)[] = [
  checkRules,
  checkReplacement,
  checkChunks,
  checkTemplate,
];

/** SentencePiece's rules of normalisation, in base64. */
function checkRules({ fields, fail }: Part, where: string): void {
  if (fields['type'] !== 'Precompiled' && !('precompiled_charsmap' in fields)) return;
  const text = fields['precompiled_charsmap'];
  const bytes = typeof text === 'string' ? Buffer.from(text, 'base64') : undefined;
  if (bytes === undefined || bytes.length === 0 || bytes.toString('base64') !== text)
    throw fail('a precompiled_charsmap that is not base64');
  checkCharsmap(bytes, where);
}

/** Refuses a pattern that matches no characters: it would be replaced without an end. */
function checkReplacement({ fields, fail }: Part): void {
  const { pattern, content } = fields;
  if (content === undefined || !isRecord(pattern)) return;
  if (pattern['String'] === '' || matchesNothing(pattern['Regex']))
    throw fail(`a pattern that matches an empty text: ${JSON.stringify(pattern).slice(0, 100)}`);
}

/** The library's regular expressions are not quite JavaScript's; those that can't be read here are left to it. */
function matchesNothing(regex: unknown): boolean {
  try {
    return typeof regex === 'string' && new RegExp(regex, 'u').test('');
  } catch {
    return false;
  }
}

function checkChunks({ fields, fail }: Part): void {
  if (fields['type'] === 'Prepend' && fields['prepend'] === '') throw fail('an empty text to prepend');
  if (fields['type'] === 'FixedLength' && fields['length'] === 0) throw fail('pieces of 0 characters');
}

/** Every special token that a template names has to be described. */
function checkTemplate({ fields, fail }: Part): void {
  const described = fields['special_tokens'];
  for (const key of ['single', 'pair']) {
    const items = fields[key];
    if (!Array.isArray(items)) continue;
    for (const item of items) {
      const special: unknown = isRecord(item) ? item['SpecialToken'] : undefined;
      if (!isRecord(special)) continue;
      const { id } = special;
      if (isRecord(described) && typeof id === 'string' && Object.hasOwn(described, id)) continue;
      throw fail(
        `the special token ${JSON.stringify(id) ?? 'nothing'} in "${key}", which "special_tokens" does not describe`,
      );
    }
  }
}

/** With a prefix for tokens that continue a word, every second half of a merge has it. */
function checkMerges({ fields, fail }: Part): void {
  const { continuing_subword_prefix: prefix, merges } = fields;
  if (typeof prefix !== 'string' || prefix === '' || !Array.isArray(merges)) return;
  for (const merge of merges) {
    const [, second] = typeof merge === 'string' ? merge.split(' ') : (merge as unknown[]);
    if (typeof second === 'string' && second.startsWith(prefix)) continue;
    throw fail(`the merge ${JSON.stringify(merge)}, whose second half does not begin with ${prefix}`);
  }
}
