import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { cacheFolder } from '@lamella/core';
import { runStep } from '../checks/run-step.ts';
import { summariseTests } from '../checks/test-summary.ts';
import { fetchNode } from './fetch-node.ts';
import { otherVersions } from './other-versions.ts';

const LAMELLA = 'node packages/cli/bin/lamella.mjs';
const TRIAL =
  `${LAMELLA} run experiments/specs/glue/mini.yaml --no-figures --tasks cola --methods cka --seeds 1 ` +
  '--set sweep.layers=[2] --set rows.train=200 --set training.epochs=1 --set importance.samples=64';

/**
 * Runs the self-test, one trial and the engine's tests on each version of Node that Lamella is tested with, but the one
 * that runs this. A version that can't be had is skipped, with the reason.
 *
 * @returns what failed
 */
export function checkNodeVersions(root: string): string[] {
  return otherVersions(process.versions.node).flatMap((version) => {
    const node = fetchNode(version, cacheFolder());
    if ('folder' in node) return checkVersion(root, version, node.folder);
    console.log(`Node ${version}: skipped, it can’t be had: ${node.reason}`);
    return [];
  });
}

function checkVersion(root: string, version: string, folder: string): string[] {
  console.log(`\nNode ${version}`);
  const runs = mkdtempSync(join(tmpdir(), 'lamella-runs-'));
  const environment = {
    PATH: [folder, process.env['PATH']].join(delimiter),
    LAMELLA_RUNS_DIR: runs,
  };
  const failed = Object.entries({ 'the self-test': `${LAMELLA} doctor`, 'a trial': TRIAL })
    .filter(([, command]) => !runStep(root, command, environment))
    .map(([name]) => name);
  rmSync(runs, { recursive: true });
  const summaries = `.lamella/tests/node-${version}`;
  rmSync(join(root, summaries), { recursive: true, force: true });
  runStep(
    root,
    `node tools/jest/run.mjs packages/engine ${summaries}/engine.json --reporters summary`,
    environment,
  );
  const tests = summariseTests(['engine'], join(root, summaries), root);
  console.log(`Node ${version}: ${tests.passed} of the engine's tests passed, ${tests.failed.length} failed`);
  return [...failed, ...tests.failed].map((name) => `Node ${version}: ${name}`);
}
