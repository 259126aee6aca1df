import type { Provenance } from '../results/run-record.ts';
import { type Circumstances, differingCauses } from './differing-causes.ts';

const host = { platform: 'linux-x64', cpu: 'a', cores: 2, memoryBytes: 1, node: 'v20' };
const run: Provenance = {
  version: '0.1.0',
  commit: 'c',
  isDirty: false,
  host,
  threads: 1,
  packages: { tokenizers: '1' },
};
const then: Circumstances = { run, code: 'x', versions: { tensorflow: '2.0' } };

test('what differs is named, what was not recorded or makes no difference is not', () => {
  expect(differingCauses(then, then)).toEqual([]);
  const now = {
    run: {
      ...run,
      commit: null,
      threads: 2,
      workers: 3,
      lockfile: 'l',
      host: { ...host, cpu: 'b', cores: 4 },
      packages: { tokenizers: '2' },
    },
    code: 'y',
    versions: { tensorflow: '2.1' },
  };
  expect(differingCauses(then, now).map(({ what, expected, got }) => [what, expected, got])).toEqual([
    ['code that computes', 'x', 'y'],
    ['processor', 'a', 'b'],
    ['threads', 1, 2],
    ['package tokenizers', '1', '2'],
    ['package tensorflow', '2.0', '2.1'],
  ]);
});
