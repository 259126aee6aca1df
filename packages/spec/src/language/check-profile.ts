import { unknownName, UserError } from '@lamella/core';
import { isRecord } from '@lamella/files';
import { readYaml } from './read-yaml.ts';
import { SourceMap } from './source-map.ts';

/** What a profile may say: where trials run, and how, but not which. */
const profileKeys = ['runner', 'slurm', 'workers', 'threads'];

/**
 * Checks that a profile holds nothing that decides a result; the values themselves are checked with the spec's.
 *
 * @throws UserError (exit code 2) for other keys, with their places
 */
export function checkProfile({ file, text }: { readonly file: string; readonly text: string }): void {
  const yaml = readYaml(text);
  if (!yaml.isWellFormed || yaml.value === null) return;
  const places = new SourceMap([{ file, yaml }], []);
  if (!isRecord(yaml.value))
    throw new UserError(`${places.at(0).name}: Expected a profile with keys of ${profileKeys.join(', ')}.`, {
      exitCode: 2,
    });
  const wrong = Object.keys(yaml.value).filter((key) => !profileKeys.includes(key));
  if (wrong.length === 0) return;
  const lines = wrong.map(
    (key) => `${places.locate([key], true).name}: ${unknownName('key of a profile', key, profileKeys)}`,
  );
  throw new UserError(lines.join('\n'), { exitCode: 2 });
}
