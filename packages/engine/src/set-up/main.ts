#!/usr/bin/env node
import { UserError } from '@lamella/core';
import { checkNode } from '../environment/check-node.ts';
import { showProgress } from './progress.ts';
import { setUpEngine } from './set-up-engine.ts';

const OPTIONS = ['--verify'];

const progress = showProgress();
try {
  const args = process.argv.slice(2);
  const unknown = args.find((arg) => !OPTIONS.includes(arg));
  if (unknown !== undefined) {
    throw new UserError(
      `Unknown option ${unknown}. The only one is --verify: compare the cached libraries' contents.`,
    );
  }
  const note = checkNode(process.versions.node);
  if (note !== undefined) console.error(note);
  const started = performance.now();
  const { stamp, changed } = await setUpEngine({ progress, checkContents: args.includes('--verify') });
  progress.end();
  const version = stamp.tensorflowVersion ?? `from ${stamp.tensorflowFolder}`;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `Engine ready: TensorFlow ${version} (${stamp.variant})${changed ? `, set up in ${seconds} s` : ''}`,
  );
} catch (error) {
  progress.end();
  console.error(error instanceof UserError ? `The engine could not be set up.\n${error.message}` : error);
  process.exitCode = 1;
}
