import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { hashJson, messageOf } from '@lamella/core';
import { readSafetensors } from '@lamella/files';
import { fingerprint, readExperimentFile, ResultStore, trialsOf } from '@lamella/study';
import type { Scene } from './scene.ts';

/** What a run has come to, by the names of its parts: what is the same in every run of the spec, times and memory left out. */
export type Outcome = ReadonlyMap<string, string>;

/** Reads what a run has come to. */
export function readOutcome({ runFolder, runsFolder }: Scene): Outcome {
  const parts = new Map<string, string>();
  const experiment = readExperimentFile(runFolder);
  const store = new ResultStore(runFolder);
  for (const { id } of experiment === undefined ? [] : trialsOf(experiment)) {
    const result = store.read(id);
    parts.set(id, result?.status ?? 'absent');
    if (result?.status !== 'done') continue;
    const folders = { trialFolder: join(runFolder, 'answers', id), logFolder: join(runFolder, 'logs', id) };
    for (const [name, hash] of fingerprint(result, folders)) parts.set(`${id}: ${name}`, hash);
  }
  for (const file of ['table.csv', 'groups.csv', 'losses.csv'])
    if (existsSync(join(runFolder, file)))
      parts.set(file, withoutCosts(readFileSync(join(runFolder, file), 'utf8')));
  parts.set('kept weights', filesBelow(join(runFolder, 'adapters')).sort().join('\n'));
  for (const file of filesBelow(join(runsFolder, 'importance')).filter((name) => name.endsWith('.json')))
    parts.set(`importance: ${file}`, importanceIn(join(runsFolder, 'importance', file)));
  return parts;
}

/** The parts in which a run differs from another. */
export function differences(outcome: Outcome, expected: Outcome): string[] {
  const names = new Set([...outcome.keys(), ...expected.keys()]);
  return [...names].filter((name) => outcome.get(name) !== expected.get(name));
}

/** Files that are there under their own names and are not whole; those that grow line by line may end in half a line. */
export function findHalves(runsFolder: string): string[] {
  return filesBelow(runsFolder).flatMap((path) => {
    if (path.split('/').some((name) => name.startsWith('.') || /\.(damaged|rewound)\b/.test(name))) return [];
    const problem = problemOf(join(runsFolder, path));
    return problem === undefined ? [] : [`${path}: ${problem}`];
  });
}

/** Files that nobody needs any longer once a run has ended: unfinished ones, claims, and copies of what was replaced. */
export function findLeftovers(runsFolder: string): string[] {
  const isLeft = (path: string): boolean =>
    /(\.tmp|\.former|\.rewound)(\/|$)|\.lock|\/claims\/|\/processes\/[^/]*\.process/.test(path);
  return filesBelow(runsFolder).filter(isLeft);
}

/** A table without its columns of seconds and memory. */
function withoutCosts(csv: string): string {
  const [header = [], ...rows] = csv
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const kept = header.flatMap((name, index) => (/second|memory/i.test(name) ? [] : [index]));
  return [header, ...rows].map((row) => kept.map((index) => row[index]).join(',')).join('\n');
}

function importanceIn(path: string): string {
  const {
    seconds: _,
    seal: __,
    ...content
  } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  return hashJson(content);
}

function problemOf(path: string): string | undefined {
  try {
    if (path.endsWith('.json')) JSON.parse(readFileSync(path, 'utf8'));
    if (path.endsWith('.safetensors')) readSafetensors(path).close();
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** The files below a folder, by their paths in it. */
function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory() && basename(entry.name) !== 'README.md')
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
}
