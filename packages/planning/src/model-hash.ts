import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFile, shortHash } from '@lamella/core';
import { isModelFile } from '@lamella/files';

const known = new Map<string, string>();

/** A model's hash, and what it was made of. */
export interface ModelHash {
  readonly hash: string;
  /** `sha256:…` by the names of its files. */
  readonly files: Readonly<Record<string, string>>;
}

/** SHA-256 over the files that make a model what it is: config.json, its weights, its tokeniser, and how it reads images and chats. */
export async function hashModel(folder: string): Promise<string> {
  return (await hashModelFiles(folder)).hash;
}

/** The same, with the hash of each file. */
export async function hashModelFiles(folder: string): Promise<ModelHash> {
  return hashFiles(folder, isModelFile);
}

/**
 * The hash that results carry which were made when special tokens, image processors, chat templates and settings of generation
 * were not hashed yet. What was done with it stays done.
 */
export async function formerModelHash(folder: string): Promise<string> {
  const former = await hashFiles(folder, (name) =>
    /^(config|tokenizer.*|vocab)\.json$|\.(safetensors|bin|model)$|^(vocab|merges)\.txt$/.test(name),
  );
  return former.hash;
}

async function hashFiles(folder: string, isHashed: (name: string) => boolean): Promise<ModelHash> {
  const names = (await readdir(folder)).filter(isHashed).sort();
  const hash = createHash('sha256');
  const files: Record<string, string> = {};
  for (const name of names) {
    const content = await hashOnce(join(folder, name));
    hash.update(`${name} ${content}\n`);
    files[name] = shortHash(content);
  }
  return { hash: hash.digest('hex'), files };
}

/** Weights are large and many trials read the same ones: a file is hashed again only when it has changed. */
async function hashOnce(path: string): Promise<string> {
  const { size, mtimeMs } = await stat(path);
  const key = `${path} ${size} ${mtimeMs}`;
  const hash = known.get(key) ?? (await hashFile(path));
  known.set(key, hash);
  return hash;
}
