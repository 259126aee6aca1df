// `npm run check`: everything that has to hold before a change is shared. All steps run, so that one run tells
// everything; the tests come last. With --outside, the packages are tried as a user of npm has them, with --node-versions other
// versions of Node.
import { workspaceRoot } from '@lamella/core';
import { runStep } from './checks/run-step.ts';
import { runTests } from './checks/run-tests.ts';
import { formatSummary } from './checks/test-summary.ts';
import { checkNodeVersions } from './node-versions/check-node-versions.ts';
import { useOutside } from './outside/use-outside.ts';

const STEPS = {
  format: 'prettier --check --log-level warn .',
  'lint and types': 'nx run-many --targets lint,typecheck --parallel 2 --output-style static-failures-only',
  boundaries: 'nx run workspace:boundaries',
  'no circles of folders': 'node --import tsx tools/check-folders.ts',
  'no paths out of a package': 'node --import tsx tools/check-paths.ts',
  'a test for every source': 'node --import tsx tools/check-tests.ts',
  'a fresh JSON Schema': 'node --import tsx packages/spec/src/language/write-schema.ts --check',
  'fresh tables and lists in the documentation': 'node --import tsx tools/docs/write-docs.ts --check',
  build: 'nx run cli:build',
};

const root = workspaceRoot();
const failed = Object.entries(STEPS)
  .filter(([name, command]) => {
    console.log(`\n== ${name}`);
    return !runStep(root, command);
  })
  .map(([name]) => name);

console.log('\n== tests');
const summary = runTests(root);
if (process.argv.includes('--outside')) {
  console.log('\n== use outside of the workspace');
  failed.push(...useOutside(root));
}
if (process.argv.includes('--node-versions')) {
  console.log('\n== other versions of Node');
  failed.push(...checkNodeVersions(root));
}
if (failed.length > 0) console.log(`\nFailed checks: ${failed.join(', ')}`);
// A check that failed counts as a failed test, so that the last line alone says whether all is well.
const all = { ...summary, failed: [...summary.failed, ...failed] };
console.log(formatSummary(all));
process.exitCode = all.failed.length > 0 ? 1 : 0;
