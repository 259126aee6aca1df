// `npm test`: every project's tests, one sum at the end.
import { workspaceRoot } from '@lamella/core';
import { runTests } from './checks/run-tests.ts';
import { formatSummary } from './checks/test-summary.ts';

const summary = runTests(workspaceRoot());
console.log(formatSummary(summary));
process.exitCode = summary.failed.length > 0 ? 1 : 0;
