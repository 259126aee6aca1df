import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashText } from '@lamella/core';
import { seal } from '@lamella/files';
import {
  AnswerFile,
  exampleState,
  openNewestCheckpoint,
  readImportance,
  writeCheckpoint,
  writtenAnswer,
} from '@lamella/study/testing';
import type { Kind } from './kind.ts';
import { mutateBytes, mutateJson, mutateLines } from './mutate.ts';

const hashes = { model: 'm', data: 'd', code: 'c' };
const IMPORTANCE = seal({
  ...{ format: 2, method: 'cka', values: [0.25, 0.125, 1e-7, 0], numSamples: 32, seconds: 1.5 },
  ...{ notes: ['few samples'], model: 'x', task: 'sst2', settings: { method: 'cka' }, hashes },
});
const ANSWERS = [0, 1, 2].map((sample) =>
  seal({
    ...{ id: `q${sample}`, sample, prompt: '1 + 1 =', completion: ' 2\n', reason: 'stop token' },
    ...{ reference: '2', extracted: sample === 0 ? null : '2', verdict: 'right', scores: { accuracy: 1 } },
  }),
);
const checkpointFiles = ['tensors.safetensors', 'training.json'];
const key = 'k';
const CHECKPOINT = await writeSound();

/** Files that runs keep for themselves, and go on from. */
export const STORED_KINDS: readonly Kind[] = [
  {
    name: 'importance',
    file: 'sst2-cka-0123456789abcdef.json',
    seeds: () => [Buffer.from(JSON.stringify(IMPORTANCE, null, 2))],
    mutate: mutateJson,
    read: (path) => readImportance(path),
    cost: 2,
  },
  {
    name: 'answers (JSON Lines)',
    file: 'mini-math.jsonl',
    seeds: () => [Buffer.from(ANSWERS.map((answer) => `${JSON.stringify(answer)}\n`).join(''))],
    mutate: mutateLines,
    read: (path) =>
      inOwnFolder(['x.jsonl', 'x.jsonl.damaged'], (folder) => {
        copyFileSync(path, join(folder, 'x.jsonl'));
        return new AnswerFile(join(folder, 'x.jsonl'), writtenAnswer).read();
      }),
    cost: 2,
  },
  ...checkpointFiles.map((file): Kind => ({
    name: `checkpoint: ${file}, whose hash is made anew`,
    file,
    seeds: () => [CHECKPOINT.get(file) ?? Buffer.alloc(0)],
    mutate: file === 'training.json' ? mutateJson : mutateBytes,
    read: (path) => readInCheckpoint(file, path),
    cost: 4,
  })),
];

/** The files of a sound checkpoint, by name. */
function writeSound(): Promise<ReadonlyMap<string, Buffer>> {
  return inOwnFolder([], async (folder) => {
    await writeCheckpoint({ folder, key }, exampleState(4));
    const [name = ''] = readdirSync(folder);
    const files = checkpointFiles.map((file) => [file, readFileSync(join(folder, name, file))] as const);
    rmSync(join(folder, name), { recursive: true });
    return new Map(files);
  });
}

/** Opens a checkpoint in which one file has another content, under a manifest that names it, and reads all of it. */
function readInCheckpoint(file: string, path: string): Promise<unknown> {
  return inOwnFolder(['step-4-epoch-1', 'step-4-epoch-1.damaged'], async (folder) => {
    const place = join(folder, 'step-4-epoch-1');
    mkdirSync(place);
    const files = [...CHECKPOINT, [file, readFileSync(path)] as const];
    for (const [name, content] of files) writeFileSync(join(place, name), content);
    const found = new Map(files.map(([name, content]) => [name, hashText(content)]));
    const manifest = seal({ format: 2, key, files: Object.fromEntries(found) });
    writeFileSync(join(place, 'manifest.json'), JSON.stringify(manifest));
    const opened = await openNewestCheckpoint({ folder, key });
    const numBytes = [...(opened?.state.tensors.values() ?? [])].map(({ bytes }) => bytes.length);
    opened?.close();
    return numBytes;
  });
}

/** Reads something in a folder of its own, in which nothing else may appear. */
async function inOwnFolder<T>(names: readonly string[], read: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-stored-'));
  try {
    const value = await read(folder);
    const others = readdirSync(folder).filter((name) => !names.includes(name));
    if (others.length > 0) throw new Error(`Expected no other files, got ${others.join(', ')}`);
    return value;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
