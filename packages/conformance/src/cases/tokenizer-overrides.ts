import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '@lamella/core';
import { isRecord, readJsonFile } from '@lamella/files';
import { loadTokenizer } from '@lamella/models';
import type { z } from 'zod';
import type { CaseOutcome } from '../case-result.ts';
import { compareExactly, type ValuePair } from '../compare.ts';
import { describeTokenizer, type TokenizerTexts } from '../describe-tokenizer.ts';
import { tokenizerOverridesJson } from '../formats.ts';

type Overrides = z.infer<typeof tokenizerOverridesJson>;
type OverrideCase = Overrides['cases'][number];

/** The files of cases, one per version of transformers. */
const FILES = ['cases-4.json', 'cases-5.json'];

/**
 * Tokenizers whose tokenizer.json is overridden by the files beside it: equal to the reference in everything, or refused.
 *
 * @param folder one with a tokenizer.json per family, in folders of their names
 */
export async function tokenizerOverrideCases(folder: string): Promise<CaseOutcome[]> {
  const outcomes: CaseOutcome[] = [];
  for (const file of FILES.filter((name) => existsSync(join(folder, name)))) {
    const {
      transformers,
      cases,
      max_length: maxLength,
      ...rest
    } = tokenizerOverridesJson.parse(readJsonFile(join(folder, file)));
    const texts = { ...rest, maxLength };
    for (const family of new Set(cases.map((each) => each.family))) {
      const ofFamily = cases.filter((each) => each.family === family);
      outcomes.push(
        await compareFamily(folder, ofFamily, { texts, name: `${family}, by transformers ${transformers}` }),
      );
    }
  }
  return outcomes;
}

async function compareFamily(
  folder: string,
  cases: readonly OverrideCase[],
  { texts, name }: { readonly texts: TokenizerTexts; readonly name: string },
): Promise<CaseOutcome> {
  const pairs: ValuePair[] = [];
  let numRefused = 0;
  for (const [index, each] of cases.entries()) {
    const found = await describeCase(folder, each, texts);
    if (found === undefined) numRefused++;
    else pairs.push(...pairsOf(`case ${index}`, found, each.expected));
  }
  const outcome = compareExactly(`${name}: equal or refused`, pairs);
  return { ...outcome, detail: `${outcome.detail}; ${numRefused} of ${cases.length} folders refused` };
}

function pairsOf(
  label: string,
  found: Readonly<Record<string, unknown>>,
  expected: Readonly<Record<string, unknown>>,
): ValuePair[] {
  return Object.entries(expected).map(([key, value]) => ({
    label: `${label}, ${key}`,
    found: found[key],
    expected: value,
  }));
}

/** Returns the encodings of the texts by the tokenizer of a case, or undefined if it is refused. */
async function describeCase(
  reference: string,
  { family, files, tokenizer_json: changed }: OverrideCase,
  texts: TokenizerTexts,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-conform-'));
  try {
    const own = readJsonFile(join(reference, family, 'tokenizer.json'));
    if (!isRecord(own)) throw new UserError(`Expected a JSON object in ${family}/tokenizer.json.`);
    for (const [name, content] of Object.entries({ ...files, 'tokenizer.json': { ...own, ...changed } }))
      writeFileSync(join(folder, name), JSON.stringify(content));
    return await describeTokenizer(loadTokenizer(folder), texts);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
