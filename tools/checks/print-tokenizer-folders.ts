/**
 * Prints what the tokenizers of many folders make of texts, for a comparison with transformers (compare_tokenizer_folders.py): a
 * line of JSON per folder, with everything that was asked for or why the folder is refused.
 *
 *     node --import tsx tools/checks/print-tokenizer-folders.ts JOB.json
 */
import { readFileSync } from 'node:fs';
import { describeTokenizer, type TokenizerTexts } from '@lamella/conformance';
import { listenToWarnings, UserError } from '@lamella/core';
import { loadTokenizer } from '@lamella/models';

interface Job extends TokenizerTexts {
  readonly folders: readonly string[];
}

async function describeFolder(folder: string, job: Job): Promise<object> {
  const warnings: string[] = [];
  const stop = listenToWarnings((message) => void warnings.push(message));
  try {
    return { ...(await describeTokenizer(loadTokenizer(folder), job)), warnings };
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
