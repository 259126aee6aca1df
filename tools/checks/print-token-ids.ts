/**
 * Prints what a tokenizer makes of the lines of a file, for a comparison with transformers (compare_tokenizers.py): a line of
 * JSON per variant, with the ids and types of every text, or null where the options allow no encoding.
 *
 *     node --import tsx tools/checks/print-token-ids.ts FOLDER LINES '[{"pairs": false, "options": {"maxLength": 8}}]'
 */
import { readFileSync } from 'node:fs';
import { UserError } from '@lamella/core';
import {
  type EncodeOptions,
  loadTokenizer,
  padRows,
  resolveModelFolder,
  type Side,
  type Text,
  type Tokenizer,
} from '@lamella/models';

interface Variant {
  /** Whether each line is encoded with the next one. */
  readonly pairs: boolean;
  readonly options: EncodeOptions;
  /** Instead of single texts: batches of so many lines, filled up. */
  readonly padding?: { readonly batchSize: number; readonly side: Side };
}

type Ids = readonly [ids: readonly number[], typeIds: readonly number[]] | null;

async function encode(tokenizer: Tokenizer, text: Text, options: EncodeOptions): Promise<Ids> {
  try {
    const [encoding] = await tokenizer.encodeBatch([text], options);
    return [encoding?.ids ?? [], encoding?.typeIds ?? []];
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

async function encodePadded(
  tokenizer: Tokenizer,
  texts: readonly Text[],
  { options, padding }: Variant,
): Promise<Ids[]> {
  const { batchSize = 1, side = 'right' } = padding ?? {};
  const rows: Ids[] = [];
  for (let begin = 0; begin < texts.length; begin += batchSize) {
    const batch = await tokenizer.encodeBatch(texts.slice(begin, begin + batchSize), options);
    const { ids, attentionMask } = padRows(batch, { padId: tokenizer.padId, side });
    ids.forEach((row, i) => rows.push([row, attentionMask[i] ?? []]));
  }
  return rows;
}

const [reference = '', file = '', variants = '[]'] = process.argv.slice(2);
const tokenizer = loadTokenizer(await resolveModelFolder(reference));
const lines = readFileSync(file, 'utf8').split('\n');
for (const variant of JSON.parse(variants) as Variant[]) {
  const texts = lines.map((line, i): Text => (variant.pairs ? [line, lines[i + 1] ?? line] : line));
  const results =
    variant.padding === undefined
      ? await Promise.all(texts.map((text) => encode(tokenizer, text, variant.options)))
      : await encodePadded(tokenizer, texts, variant);
  process.stdout.write(`${JSON.stringify(results)}\n`);
}
