/**
 * Prints what the tokenizers of many folders make of texts, for a comparison with transformers (compare_tokenizer_folders.py): a
 * line of JSON per folder, with everything that was asked for or why the folder is refused.
 *
 *     node --import tsx tools/checks/print-tokenizer-folders.ts JOB.json
 */
import { readFileSync } from 'node:fs';
import { listenToWarnings, UserError } from '@lamella/core';
import { loadTokenizer, padRows, type Tokenizer } from '@lamella/models';

interface Job {
  readonly folders: readonly string[];
  readonly texts: readonly string[];
  readonly pairs: readonly (readonly [string, string])[];
  readonly maxLength: number;
}

async function describe(tokenizer: Tokenizer, { texts, pairs, maxLength }: Job): Promise<object> {
  const idsOf = async (...args: Parameters<Tokenizer['encodeBatch']>): Promise<number[][]> =>
    (await tokenizer.encodeBatch(...args)).map(({ ids }) => ids);
  const singles = await idsOf(texts);
  const inPairs = await tokenizer.encodeBatch(pairs);
  const { padId, paddingSide: side } = tokenizer;
  const padded = padRows(await tokenizer.encodeBatch(texts, { maxLength }), { padId, side });
  const decode = (skipSpecialTokens: boolean): Promise<string[]> =>
    Promise.all(singles.map((ids) => tokenizer.decode(ids, { skipSpecialTokens })));
  return {
    singles,
    bare: await idsOf(texts, { addSpecialTokens: false }),
    pairs: inPairs.map(({ ids }) => ids),
    types: inPairs.map(({ typeIds }) => typeIds),
    cutPairs: await idsOf(pairs, { maxLength }),
    padded: padded.ids,
    mask: padded.attentionMask,
    decoded: await decode(false),
    skipped: await decode(true),
    size: tokenizer.vocabSize,
  };
}

async function describeFolder(folder: string, job: Job): Promise<object> {
  const warnings: string[] = [];
  const stop = listenToWarnings((message) => void warnings.push(message));
  try {
    return { ...(await describe(loadTokenizer(folder), job)), warnings };
  } catch (error) {
    if (error instanceof UserError) return { refused: error.message };
    throw error;
  } finally {
    stop();
  }
}

const [file = ''] = process.argv.slice(2);
const job = JSON.parse(readFileSync(file, 'utf8')) as Job;
for (const folder of job.folders)
  process.stdout.write(`${JSON.stringify(await describeFolder(folder, job))}\n`);
