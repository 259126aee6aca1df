import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readProjects } from '../workspace.ts';
import { runStep } from './run-step.ts';
import { summariseTests, type TestSummary } from './test-summary.ts';

/** Sets up the engine and runs every project's tests; what has not changed since it passed comes from Nx's cache. */
export function runTests(root: string): TestSummary {
  const summaries = join(root, '.lamella', 'tests');
  const projects = readProjects(root)
    .filter(({ targets }) => targets['test'] !== undefined)
    .map(({ name }) => name);
  rmSync(summaries, { recursive: true, force: true });
  if (!runStep(root, 'nx run engine:setup')) {
    return { passed: 0, failed: ['The engine could not be set up'], skipped: [] };
  }
  // Jest works through one project at a time: a second one keeps the other core busy.
  runStep(root, 'nx run-many --targets test --parallel 2 --output-style static-failures-only');
  return summariseTests(projects, summaries, root);
}
