import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFile } from '@lamella/core';
import { isModelFile } from '@lamella/files';

const known = new Map<string, string>();

/** SHA-256 over the files that make a model what it is: config.json, its weights, its tokeniser, and how it reads images and chats. */
export async function hashModel(folder: string): Promise<string> {
  return hashFiles(folder, isModelFile);
}

/**
 * The hash that results carry which were made when special tokens, image processors, chat templates and settings of generation
 * were not hashed yet. What was done with it stays done.
 */
export async function formerModelHash(folder: string): Promise<string> {
  return hashFiles(folder, (name) =>
    /^(config|tokenizer.*|vocab)\.json$|\.(safetensors|bin|model)$|^(vocab|merges)\.txt$/.test(name),
  );
}

async function hashFiles(folder: string, isHashed: (name: string) => boolean): Promise<string> {
  const names = (await readdir(folder)).filter(isHashed).sort();
  const hash = createHash('sha256');
  for (const name of names) hash.update(`${name} ${await hashOnce(join(folder, name))}\n`);
  return hash.digest('hex');
}

/** Weights are large and many trials read the same ones: a file is hashed again only when it has changed. */
async function hashOnce(path: string): Promise<string> {
  const { size, mtimeMs } = await stat(path);
  const key = `${path} ${size} ${mtimeMs}`;
  const hash = known.get(key) ?? (await hashFile(path));
  known.set(key, hash);
  return hash;
}
