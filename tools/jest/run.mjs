// Runs one project's tests, as the Nx target `test` does:
// node tools/jest/run.mjs PROJECT_FOLDER SUMMARY_FILE [jest options]
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const [folder, summary, ...options] = process.argv.slice(2);
mkdirSync(dirname(join(root, summary)), { recursive: true });
const jest = spawnSync(
  process.execPath,
  [
    ...[
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      'node_modules/jest/bin/jest.js',
    ],
    ...['--config', 'jest.config.mjs', '--rootDir', folder, '--json', '--outputFile', summary, ...options],
  ],
  { cwd: root, stdio: 'inherit' },
);
process.exitCode = jest.status ?? 1;
