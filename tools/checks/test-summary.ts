import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The outcome of the tests of all projects. */
export interface TestSummary {
  readonly passed: number;
  /** One text per failed test, and per test file that could not run. */
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
}

/** Jest's JSON summary, as far as it is read here. */
interface JestSummary {
  readonly testResults: readonly JestFile[];
}

interface JestFile {
  readonly name: string;
  readonly message: string;
  readonly status: string;
  readonly assertionResults: readonly {
    readonly fullName: string;
    readonly status: string;
    readonly failureMessages: readonly string[];
  }[];
}

/**
 * Adds up the summaries that the projects' test targets wrote.
 *
 * @param folder where `<project>.json` files lie; a project without one counts as a failure
 * @param root test files are named relative to it
 */
export function summariseTests(projects: readonly string[], folder: string, root: string): TestSummary {
  const parts = projects.map((project) => summariseProject(project, join(folder, `${project}.json`), root));
  return {
    passed: parts.reduce((sum, { passed }) => sum + passed, 0),
    failed: parts.flatMap(({ failed }) => failed),
    skipped: parts.flatMap(({ skipped }) => skipped),
  };
}

function summariseProject(project: string, path: string, root: string): TestSummary {
  if (!existsSync(path)) return { passed: 0, failed: [`${project}: its tests did not run`], skipped: [] };
  const { testResults } = JSON.parse(readFileSync(path, 'utf8')) as JestSummary;
  if (testResults.length === 0) return { passed: 0, failed: [`${project}: has no tests`], skipped: [] };
  const tests = testResults.flatMap((file) =>
    file.assertionResults.map((test) => ({
      ...test,
      title: `${relative(root, file.name)}: ${test.fullName}`,
    })),
  );
  const failed = tests.filter(({ status }) => status === 'failed');
  return {
    passed: tests.filter(({ status }) => status === 'passed').length,
    failed: [
      ...testResults
        .filter(isBroken)
        .map(({ name, message }) => `${relative(root, name)}: could not run\n${message}`),
      ...failed.map(({ title, failureMessages }) => [title, ...failureMessages].join('\n')),
    ],
    skipped: tests
      .filter(({ status }) => status !== 'passed' && status !== 'failed')
      .map(({ title }) => title),
  };
}

/** A file that failed without a failed test: it does not parse, or its imports do not load. */
function isBroken({ status, assertionResults }: JestFile): boolean {
  return status === 'failed' && assertionResults.every((test) => test.status !== 'failed');
}

/** The summary in words; the last line is always `N passed, N failed`. */
export function formatSummary({ passed, failed, skipped }: TestSummary): string {
  return [
    ...failed.map((text) => `FAILED ${text}\n`),
    ...(skipped.length > 0 ? [`${skipped.length} skipped:`, ...skipped.map((name) => `  ${name}`)] : []),
    `${passed} passed, ${failed.length} failed`,
  ].join('\n');
}
