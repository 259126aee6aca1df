import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cacheFolder, hashFile, hashJson, UserError } from '@lamella/core';
import { readJsonObject, writeFileAtomically } from '@lamella/files';
import { checkTokenizerJson } from '../check-tokenizer-json.ts';
import { probingTexts } from './probing-texts.ts';
import { runWatched } from './watched-process.ts';

/** A sound tokeniser of a quarter of a million tokens takes 1 s and 300 MiB. */
const LIMITS = { cpuSeconds: 10, bytes: 1.5 * 2 ** 30 };

/**
 * What the process does. What the library itself refuses is no danger, and is told by `loadTokenizer`, with more to say. A text
 * that grows ten-thousandfold is one: real ones are longer.
 */
const PROGRAM = `
const { readFileSync } = require('node:fs');
const [library, path, texts] = process.argv.slice(1);
const { Tokenizer } = require(library);
const tokenizer = (() => {
  try { return Tokenizer.fromString(readFileSync(path, 'utf8')); } catch { process.exit(0); }
})();
(async () => {
  for (const text of JSON.parse(texts)) {
    const ids = await tokenizer.encode(text).then((encoding) => encoding.getIds(), () => []);
    if (ids.length > 10000 * (text.length + 1)) process.exit(7);
    await tokenizer.decode(ids, true).catch(() => '');
  }
  process.exit(0);
})();
`;

/**
 * Has another process load a folder's tokenizer.json and encode some texts, before this one does: the tokeniser's library aborts the
 * whole process on some files, and some patterns search without an end or make texts grow without one. A file that has passed
 * is known by its hash and not tried again.
 *
 * A folder without a tokenizer.json is not tried: its tokeniser is put together here.
 *
 * @throws UserError (exit code 2) for a file that would take this process with it
 */
export async function probeTokenizer(folder: string): Promise<void> {
  const path = join(folder, 'tokenizer.json');
  if (!existsSync(path)) return;
  checkTokenizerJson(readJsonObject(path), path);
  const passed = join(cacheFolder(), 'tokenizers', await passOf(path));
  if (existsSync(passed)) return;
  const library = createRequire(import.meta.url).resolve('tokenizers');
  const texts = JSON.stringify(probingTexts());
  const problem = await runWatched(process.execPath, ['-e', PROGRAM, library, path, texts], LIMITS);
  if (problem !== undefined)
    throw new UserError(
      `Expected a tokenizer in ${path} that encodes short texts, got one that can't be used: a process that tried it ${describe(problem)}. Take the file from where the model is published, or mend its patterns.`,
      { exitCode: 2 },
    );
  // Without a cache that can be written, the next process tries it again.
  await writeFileAtomically(passed, '').catch(() => {});
}

function describe(problem: string): string {
  return problem === 'ended with exit code 7' ? 'made a text grow more than ten-thousandfold' : problem;
}

/** The library and the texts that a file has passed with count as well. */
async function passOf(path: string): Promise<string> {
  const { version } = createRequire(import.meta.url)('tokenizers/package.json') as { version: string };
  return hashJson({ file: await hashFile(path), version, program: PROGRAM, texts: probingTexts() });
}
