import { execFileSync } from 'node:child_process';
import { workspaceRoot } from '@lamella/core';

test('the entry loads without the engine, which tables, documentation and help can do without', () => {
  const program =
    "await import('@lamella/study');" +
    'const { sharedObjects } = process.report.getReport();' +
    'console.log(sharedObjects.filter((path) => /tensorflow/.test(path)).length)';
  const output = execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    cwd: `${workspaceRoot()}/packages/cli`,
    encoding: 'utf8',
  });
  expect(output.trim()).toBe('0');
});
