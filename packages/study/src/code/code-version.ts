import { existsSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashText, hashJson, UserError } from '@lamella/core';
import { bindingFolder, readStamp, TENSORFLOW_VERSION } from '@lamella/engine/environment';
import { findModule, moduleName, packageOf } from './find-module.ts';
import { importClosure, type Root } from './import-closure.ts';

/** The code that computes a trial's numbers: its version, and what that is made of. */
export interface CodeVersion {
  /** A hash of the parts. */
  readonly version: string;
  /** `sha256:…` of each source by its name, and the versions of libraries. */
  readonly parts: Readonly<Record<string, string>>;
}

/** Packages that check what is stored and start processes: no number comes from them. */
const NOT_COMPUTING: ReadonlySet<string> = new Set(['zod', 'execa']);

let known: CodeVersion | undefined;

/**
 * The version of the code that this process runs, derived from it: the sources that running a trial loads and judging programs
 * needs, without their comments and layout, the engine's C++, the sandbox's Python, and the versions of the libraries that compute.
 * It is found once per process. Sources and what npm installs of them have different versions, as types count in the first.
 */
export function codeVersion(): CodeVersion {
  known ??= readBuilt() ?? readCode();
  return known;
}

/**
 * The command line of the workspace runs from a build of the sources: its version is kept with it, for the workers that go on with
 * it when sources have changed.
 */
function readBuilt(): CodeVersion | undefined {
  const build = process.env['LAMELLA_CLI_BUILD'];
  const bundle = join(build ?? '', 'cli.mjs');
  if (build === undefined || !existsSync(bundle)) return undefined;
  const path = join(build, 'code.json');
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as CodeVersion;
  const code = readCode(statSync(bundle).mtimeMs);
  writeFileSync(`${path}.${process.pid}`, JSON.stringify(code));
  renameSync(`${path}.${process.pid}`, path);
  return code;
}

/**
 * Derives the version from the files as they are.
 *
 * @param builtAt when the build of them was made that runs
 * @throws UserError if a source has changed since
 */
function readCode(builtAt = Infinity): CodeVersion {
  const { modules, libraries } = importClosure(roots());
  const changed = [...modules.keys()].find((file) => statSync(file).mtimeMs > builtAt);
  if (changed !== undefined)
    throw new UserError(
      `Expected ${changed} to be as it was at the start, got a change: run the command again.`,
    );
  const parts = Object.fromEntries(
    [
      ...[...modules].map(([file, text]) => [moduleName(file), toPart(text)] as const),
      ...assets().map((file) => [moduleName(file), toPart(readFileSync(file))] as const),
      ...[...libraries].filter(([name]) => !NOT_COMPUTING.has(name)),
      ['tensorflow', tensorflowVersion()] as const,
    ].toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
  return { version: hashJson(parts).slice(0, 16), parts };
}

function roots(): Root[] {
  const here = fileURLToPath(import.meta.url);
  return [
    { file: join(dirname(here), `../trial/run-trial${extname(here)}`), names: 'all' },
    { file: entryOf('@lamella/runners'), names: ['findSandbox'] },
  ];
}

/** Files that compute and are not imported. */
function assets(): string[] {
  const runners = entryOf('@lamella/runners');
  const folders = [
    join(packageOf(entryOf('@lamella/engine')).folder, 'binding'),
    join(dirname(runners), 'sandbox', 'python'),
  ];
  return folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /\.(cc|h|py)$/.test(name))
      .map((name) => join(folder, name)),
  );
}

function entryOf(name: string): string {
  const target = findModule(name, fileURLToPath(import.meta.url));
  if (target.kind === 'file') return target.path;
  throw new Error(`Expected ${name} to be a package of Lamella's`);
}

/** That of the engine that is set up, or that would be. */
function tensorflowVersion(): string {
  const stamp = readStamp(bindingFolder());
  if (stamp === undefined) return TENSORFLOW_VERSION;
  return stamp.tensorflowVersion ?? `own build ${stamp.key}`;
}

function toPart(content: string | Uint8Array): string {
  return `sha256:${hashText(content).slice(0, 12)}`;
}
