import { join } from 'node:path';
import { readJsonFile } from '@lamella/files';
import { loadProcessor, loadTokenizer, padRows, type Text, type Tokenizer } from '@lamella/models';
import type { CaseOutcome } from '../case-result.ts';
import { compareExactly, type ValuePair } from '../compare.ts';
import type { FamilyReference } from '../family-reference.ts';
import { tokenizerJson } from '../formats.ts';

/** The length to which the reference cuts every pair, besides keeping it whole. */
const SHORT_LENGTH = 10;

const TEXT_FIELDS = ['ids', 'offsets', 'ids_no_special', 'decoded', 'decoded_skip'];
const PAIR_FIELDS = ['ids', 'offsets', 'token_type_ids', 'longest_first_10'];

/** Texts, pairs and a padded batch: ids, offsets and decoded texts. (The reference's `tokens` and `sequence_ids` repeat them.) */
export async function tokenizerCases(folder: string): Promise<CaseOutcome[]> {
  const {
    singles,
    pairs,
    padded_batch: batch,
  } = tokenizerJson.parse(readJsonFile(join(folder, 'tokenizer_cases.json')));
  const tokenizer = loadTokenizer(folder);
  const ofSingles = await Promise.all(
    singles.map(async ({ text, ...expected }) => {
      const { ids, offsets } = await tokenizer.encode(text);
      const bare = await tokenizer.encode(text, undefined, { addSpecialTokens: false });
      const found = {
        ids,
        offsets,
        ids_no_special: bare.ids,
        ...(await decodeBoth(tokenizer, expected.ids)),
      };
      return { label: JSON.stringify(text), found, expected };
    }),
  );
  const ofPairs = await Promise.all(
    pairs.map(async ({ text, pair, ...expected }) => {
      const { ids, offsets, typeIds } = await tokenizer.encode(text, pair);
      const short = await tokenizer.encode(text, pair, { maxLength: SHORT_LENGTH });
      const found = { ids, offsets, token_type_ids: typeIds, longest_first_10: short.ids };
      return { label: JSON.stringify([text, pair]), found, expected };
    }),
  );
  const padded = await encodePadded(tokenizer, batch.texts, batch.max_length);
  return [
    ...TEXT_FIELDS.map((field) => compareField(`texts: ${field}`, field, ofSingles)),
    ...PAIR_FIELDS.map((field) => compareField(`pairs: ${field}`, field, ofPairs)),
    compareExactly('padded batch', [
      { label: 'input_ids', found: padded.inputIds, expected: batch.input_ids.flat() },
      { label: 'attention_mask', found: padded.attentionMask, expected: batch.attention_mask.flat() },
    ]),
  ].map((outcome) => ({ ...outcome, name: `tokenizer, ${outcome.name}` }));
}

/** The reference's texts are not cleaned up. */
async function decodeBoth(
  tokenizer: Tokenizer,
  ids: readonly number[],
): Promise<Record<'decoded' | 'decoded_skip', string>> {
  return {
    decoded: await tokenizer.decode(ids, { cleanUp: false }),
    decoded_skip: await tokenizer.decode(ids, { skipSpecialTokens: true, cleanUp: false }),
  };
}

/** The texts of the reference batch, from text to padded ids. */
export async function referenceTextCases(family: FamilyReference): Promise<CaseOutcome[]> {
  const { folder, reference } = family;
  const { texts, maxLength } = readTexts(family);
  const found = await encodePadded(loadTokenizer(folder), texts, maxLength);
  const pairs = [
    { label: 'input_ids', found: found.inputIds },
    { label: 'attention_mask', found: found.attentionMask },
    { label: 'token_type_ids', found: found.tokenTypeIds },
  ].filter(({ label }) => reference.has(label));
  return [
    compareExactly(
      'reference texts',
      pairs.map((pair) => ({ ...pair, expected: [...reference.read(pair.label).data] })),
    ),
  ];
}

/** The texts, an image's stand-in repeated for each of its features; these are not counted in the stored length. */
function readTexts({ folder, reference, images }: FamilyReference): {
  readonly texts: readonly Text[];
  readonly maxLength: number;
} {
  const { texts, max_length: maxLength } = reference.json.reference;
  if (images === undefined) return { texts, maxLength };
  const processor = loadProcessor(folder);
  return {
    texts: texts.map((text) => (typeof text === 'string' ? processor.expand(text) : text)),
    maxLength: reference.read('input_ids').shape[1] ?? 0,
  };
}

function compareField(
  name: string,
  field: string,
  pairs: readonly { readonly label: string; readonly found: object; readonly expected: object }[],
): CaseOutcome {
  const get = (values: object): unknown => (values as Record<string, unknown>)[field];
  return compareExactly(
    name,
    pairs.map(({ label, found, expected }): ValuePair => ({
      label,
      found: get(found),
      expected: get(expected),
    })),
  );
}

/** Rows of ids, filled up to the longest one on the tokenizer's side. */
async function encodePadded(
  tokenizer: Tokenizer,
  texts: readonly Text[],
  maxLength: number,
): Promise<Record<'inputIds' | 'attentionMask' | 'tokenTypeIds', number[]>> {
  const encodings = await tokenizer.encodeBatch(texts, { maxLength });
  const { padId, paddingSide: side } = tokenizer;
  const { ids, attentionMask, typeIds } = padRows(encodings, { padId, side });
  return { inputIds: ids.flat(), attentionMask: attentionMask.flat(), tokenTypeIds: typeIds.flat() };
}
