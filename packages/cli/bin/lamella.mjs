#!/usr/bin/env node
// Starts the command line: installed by npm what was compiled, in the workspace a bundle of the sources. Worker processes are started through this file as well, and run the build that their
// parent runs even if sources have changed meanwhile.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';

// Nx forces colours on everywhere; whether there is a terminal decides better.
if (process.env.NX_TASK_TARGET_PROJECT !== undefined) delete process.env.FORCE_COLOR;
// `lamella … | head` is no error.
process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : 1));

try {
  const { main } = await import(pathToFileURL(await findEntry()).href);
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = report(error);
}

async function findEntry() {
  const isWorkspace = existsSync(join(import.meta.dirname, 'cli-build.mjs')); // it is not published
  if (!isWorkspace) return join(import.meta.dirname, '../dist/cli.js');
  const build = await findBuild();
  process.env.LAMELLA_CLI_BUILD = build;
  // A worker does without: those of TensorFlow.js take 28 MiB.
  const isWorker = process.argv[2] === 'worker';
  process.setSourceMapsEnabled(!isWorker || process.env.LAMELLA_DEBUG === '1');
  return join(build, 'cli.mjs');
}

async function findBuild() {
  const parents = process.env.LAMELLA_CLI_BUILD;
  if (parents !== undefined && existsSync(parents)) return parents;
  const { buildCli } = await import('./cli-build.mjs');
  return buildCli();
}

/** Mistakes of the user's are told in a sentence; anything else is ours, and shown with its stack. */
function report(error) {
  if (error?.name === 'UserError' && process.env.LAMELLA_DEBUG !== '1') {
    console.error(error.message);
    return error.exitCode;
  }
  // It may quote a file, too: nothing but line feeds and tabs of what a terminal acts on.
  console.error(
    inspect(error).replace(/[^\P{Cc}\n\t]/gu, (character) => JSON.stringify(character).slice(1, -1)),
  );
  return error?.exitCode ?? 1;
}
