import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { openCheckpoint, readJsonFile, toFloat32, toInt32 } from '@lamella/files';
import { loadTokenizer } from '@lamella/models';
import { type CaseOutcome, failedCase, unsupportedCase } from '../case-result.ts';
import { compareExactly, compareNumbers, type ValuePair } from '../compare.ts';
import { sentencePieceJson, type StoredValues, storedValuesJson } from '../formats.ts';
import { subfolders } from '../find-references.ts';

/** How far a sum may be from the reference's: its order of additions is not known. */
const SUM_TOLERANCE = 1e-9;

/** The folders of a reference set for file formats: tokenizers of SentencePiece, and weights beside `values.json`. */
export async function* fileFormatCases(folder: string): AsyncGenerator<CaseOutcome> {
  for (const format of subfolders(folder)) {
    const name = basename(format);
    try {
      if (existsSync(join(format, 'cases.json'))) yield* await sentencePieceCases(format);
      else if (existsSync(join(format, 'pytorch_model.bin'))) yield* storedValueCases(format);
      else yield unsupportedCase(name, 'this file format is not supported yet');
    } catch (error) {
      yield failedCase(name, error);
    }
  }
}

/** Ids of texts and pairs, and decoded texts. */
async function sentencePieceCases(folder: string): Promise<CaseOutcome[]> {
  const { singles, pairs = [] } = sentencePieceJson.parse(readJsonFile(join(folder, 'cases.json')));
  const tokenizer = loadTokenizer(folder);
  const ids: ValuePair[] = [];
  const bareIds: ValuePair[] = [];
  const decoded: ValuePair[] = [];
  for (const { text, ...expected } of singles) {
    const label = JSON.stringify(text);
    const bare = await tokenizer.encode(text, undefined, { addSpecialTokens: false });
    ids.push({ label, found: (await tokenizer.encode(text)).ids, expected: expected.ids });
    bareIds.push({ label, found: bare.ids, expected: expected.ids_no_special });
    if (expected.decoded !== undefined)
      decoded.push({
        label,
        found: await tokenizer.decode(expected.ids_no_special),
        expected: expected.decoded,
      });
  }
  const ofPairs = await Promise.all(
    pairs.map(async ({ text, pair, ...expected }): Promise<ValuePair> => {
      // In a batch, as the reference was made: an empty second text stays one.
      const [encoding] = await tokenizer.encodeBatch([[text, pair]]);
      const found = { ids: encoding?.ids, token_type_ids: encoding?.typeIds };
      return { label: JSON.stringify([text, pair]), found, expected };
    }),
  );
  const parts: Readonly<Record<string, readonly ValuePair[]>> = {
    'texts: ids': ids,
    'texts: ids_no_special': bareIds,
    ...(decoded.length > 0 && { 'texts: decoded': decoded }),
    ...(pairs.length > 0 && { 'pairs: ids and token_type_ids': ofPairs }),
  };
  return Object.entries(parts).map(([part, values]) =>
    compareExactly(`${basename(folder)}, ${part}`, values),
  );
}

/** Names, types, shapes, first elements and sums of stored tensors. */
function storedValueCases(folder: string): CaseOutcome[] {
  const values = storedValuesJson.parse(readJsonFile(join(dirname(folder), 'values.json')));
  const checkpoint = openCheckpoint(folder);
  try {
    const tensors = checkpoint.names().map((name) => {
      const tensor = checkpoint.read(name);
      const numbers = tensor.dtype.includes('float') ? toFloat32(tensor) : toInt32(tensor);
      return { name, dtype: tensor.dtype, shape: tensor.shape, numbers };
    });
    const described = tensors.map(({ name, dtype, shape, numbers }) => ({
      label: name,
      found: { dtype, shape, first: [...numbers.slice(0, 8)] },
      expected: withoutSum(values[name]),
    }));
    const names = { label: 'names', found: checkpoint.names().sort(), expected: Object.keys(values).sort() };
    const sums = tensors.map(({ name, numbers }) => ({
      label: name,
      found: [sumOf(numbers)],
      expected: [values[name]?.sum ?? NaN],
    }));
    return [
      compareExactly(`${basename(folder)}, names, types, shapes and first elements`, [names, ...described]),
      compareNumbers(`${basename(folder)}, sums`, sums, { tolerance: SUM_TOLERANCE }),
    ];
  } finally {
    checkpoint.close();
  }
}

function withoutSum(values: StoredValues | undefined): Omit<StoredValues, 'sum'> | undefined {
  return values && { dtype: values.dtype, shape: values.shape, first: values.first };
}

function sumOf(numbers: Float32Array | Int32Array): number {
  let sum = 0;
  for (const each of numbers) sum += each;
  return sum;
}
