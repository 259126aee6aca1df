import { join } from 'node:path';
import { isRecord, readJsonFile } from '@lamella/files';
import { readAdditionalSpecialTokens, readSpecialTokens } from '@lamella/models';
import { z } from 'zod';
import type { CaseOutcome } from '../case-result.ts';
import { equalOrRefused, withFolder } from '../equal-or-refused.ts';

const files = z.record(z.string(), z.record(z.string(), z.unknown()));
const tokens = z.object({ named: z.record(z.string(), z.string()), additional: z.array(z.string()) });

const specialTokensJson = z.object({
  cases: z.array(
    z.object({
      name: z.string(),
      /** The folder, beside the reference's, of the files that are changed. */
      family: z.string(),
      files,
      changes: files,
      /** By version of transformers. */
      expected: z.record(z.string(), z.union([tokens, z.object({ error: z.string() })])),
      /** The version that counts where the newest one doesn't. */
      follows: z.string().optional(),
    }),
  ),
});

/** The special tokens that a folder's files name. */
export async function* specialTokenCases(folder: string): AsyncGenerator<CaseOutcome> {
  const { cases } = specialTokensJson.parse(readJsonFile(join(folder, 'special_tokens.json')));
  for (const { name, family, changes, expected, follows, ...rest } of cases) {
    const changed = ['config.json', 'tokenizer.json'].map((file) => {
      const json = readJsonFile(join(folder, '..', family, file));
      return [file, { ...(isRecord(json) ? json : {}), ...changes[file] }] as const;
    });
    const wanted = follows === undefined ? expected : { [follows]: expected[follows] };
    yield await equalOrRefused<unknown>(name, wanted, () =>
      withFolder({ ...Object.fromEntries(changed), ...rest.files }, (path) => ({
        named: readSpecialTokens(path),
        additional: readAdditionalSpecialTokens(path),
      })),
    );
  }
}
