import { TESTED_NODES } from '@lamella/engine/environment';
import { NODE_RELEASES, otherVersions } from './other-versions.ts';

test('there is a release of every version that Lamella says it is tested with', () => {
  expect(NODE_RELEASES.map((release) => Number(release.split('.')[0]))).toEqual(TESTED_NODES);
});

test.each([
  ['20.19.0', ['22.23.3', '24.21.0', '26.10.0']],
  ['26.12.1', ['20.20.2', '22.23.3', '24.21.0']],
  ['27.0.0', ['20.20.2', '22.23.3', '24.21.0', '26.10.0']],
])('on Node %s the others are %j', (version, others) => {
  expect(otherVersions(version)).toEqual(others);
});
