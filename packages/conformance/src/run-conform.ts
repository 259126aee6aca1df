import { join } from 'node:path';
import { type CaseOutcome, type CaseResult, failedCase, unsupportedCase } from './case-result.ts';
import { adapterCases } from './cases/adapters.ts';
import { chatTemplateCases } from './cases/chat-templates.ts';
import { ckaCases } from './cases/cka-cases.ts';
import { fileFormatCases } from './cases/file-formats.ts';
import { generationConfigCases } from './cases/generation-configs.ts';
import { metricCases } from './cases/metrics.ts';
import { specialTokenCases } from './cases/special-tokens.ts';
import { modelConfigCases } from './cases/model-configs.ts';
import { tokenizerOverrideCases } from './cases/tokenizer-overrides.ts';
import { familyCases } from './family-cases.ts';
import { findReferences, type ReferenceFolder } from './find-references.ts';

/**
 * Runs every case of reference folders, one after another.
 *
 * @param folders whole reference sets or single parts of them
 * @throws {UserError} if one is not a folder
 */
export async function* runConform(folders: readonly string[]): AsyncGenerator<CaseResult> {
  for (const reference of folders.flatMap(findReferences)) {
    try {
      for await (const outcome of casesOf(reference)) yield { family: reference.name, ...outcome };
    } catch (error) {
      yield { family: reference.name, ...failedCase('reference files', error) };
    }
  }
}

async function* casesOf({ kind, folder }: ReferenceFolder): AsyncGenerator<CaseOutcome> {
  switch (kind) {
    case 'family':
      yield* familyCases(folder);
      return;
    case 'cka-cases':
      yield* ckaCases(folder);
      return;
    case 'metrics':
      yield* metricCases(folder);
      return;
    case 'file-formats':
      yield* fileFormatCases(folder);
      return;
    case 'special-tokens':
      yield* specialTokenCases(folder);
      return;
    case 'generation-configs':
      yield* generationConfigCases(folder);
      return;
    case 'model-configs':
      yield* modelConfigCases(join(folder, 'models'));
      return;
    case 'chat-templates':
      yield* chatTemplateCases(folder);
      return;
    case 'adapters':
      yield* adapterCases(join(folder, 'adapters'));
      return;
    case 'tokenizer-overrides':
      yield* await tokenizerOverrideCases(folder);
      return;
    case 'unknown':
      yield unsupportedCase('folder', 'no reference of a kind that is known');
  }
}
