import { UserError } from '@lamella/core';
import { decodeText } from '@lamella/files';
import { readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { valueAt } from './describe-issues.ts';
import { checkProfile } from './check-profile.ts';
import { readYaml } from './read-yaml.ts';
import { SourceMap } from './source-map.ts';

/** A file of a spec: the spec's own, or one that it extends. */
export interface SpecFile {
  /** The name that messages show. */
  readonly file: string;
  readonly text: string;
}

/** A spec is written by hand; a larger file is something else. */
const maxBytes = 2 ** 20;

/**
 * A spec's file, and those that it extends: the nearest first, and a profile, if there is one, below them all.
 *
 * @throws UserError (exit code 2) for a file that can't be read, and for files that extend one another in a circle
 */
export async function readSpecFiles(file: string, profile?: string): Promise<[SpecFile, ...SpecFile[]]> {
  const own = { file, text: await readText(file) };
  const below = profile === undefined ? [] : [{ file: profile, text: await readText(profile) }];
  for (const one of below) checkProfile(one);
  return [own, ...(await readBases(own, [file])), ...below];
}

async function readBases(of: SpecFile, chain: readonly string[]): Promise<SpecFile[]> {
  const yaml = readYaml(of.text);
  const extended = valueAt(yaml.value, ['extends']);
  // What is no text is a mistake that the check of the spec's values tells.
  if (typeof extended !== 'string' || extended.trim() === '') return [];
  const place = new SourceMap([{ file: of.file, yaml }], []).locate(['extends'], false).name;
  const file = isAbsolute(extended) ? extended : join(dirname(of.file), extended);
  const isCircle = chain.some((one) => resolve(one) === resolve(file));
  if (isCircle)
    throw new UserError(
      `${place}: Expected extends to lead to a file that does not extend this one, got a circle: ${[...chain, file].join(' -> ')}.`,
      { exitCode: 2 },
    );
  const text = await readText(file).catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${place}: ${error.message}`, { exitCode: 2, cause: error });
  });
  const base = { file, text };
  return [base, ...(await readBases(base, [...chain, file]))];
}

/**
 * The text of a spec's file.
 *
 * @throws UserError (exit code 2) for what is no file, too large or not UTF-8
 */
export async function readText(file: string): Promise<string> {
  const info = await stat(file).catch(() => undefined);
  if (info === undefined) throw new UserError(`Expected a spec in ${file}: no such file.`, { exitCode: 2 });
  const kind = info.isDirectory() ? 'a folder' : 'a pipe, a socket or a device';
  if (!info.isFile()) throw new UserError(`Expected a YAML file, got ${kind}: ${file}.`, { exitCode: 2 });
  if (info.size > maxBytes) {
    throw new UserError(`Expected a spec of at most ${maxBytes} bytes, got ${info.size} in ${file}.`, {
      exitCode: 2,
    });
  }
  return decodeText(await readFile(file), file);
}
