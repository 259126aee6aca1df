import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseOverride } from './overrides.ts';
import { readSpec } from './read-spec.ts';

const spec = `name: own
model: mini/roberta
data: { kind: mini-glue }
tasks: [cola]
methods: { all: { selection: all } }
sweep: { seed: [1] }
slurm: { time: 30, setup: [module load own] }
`;
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lamella-profile-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function read(profile: string, ...set: string[]): ReturnType<typeof readSpec> {
  const paths = [join(folder, 'spec.yaml'), join(folder, 'profile.yaml')] as const;
  writeFileSync(paths[0], spec);
  writeFileSync(paths[1], profile);
  return readSpec(paths[0], set.map(parseOverride), paths[1]);
}

test("a profile lies below the spec's own keys, and the command line above them", async () => {
  const profile = 'runner: slurm\nslurm: { partition: gpu, time: 4:00:00, setup: [module load cuda] }\n';
  expect(await read(profile, 'slurm.partition=short')).toMatchObject({
    runner: 'slurm',
    slurm: { partition: 'short', time: 30, setup: ['module load own'] },
  });
  expect(await read('')).toMatchObject({ slurm: { time: 30 } });
});

test.each([
  ['model: mini/bert\n', /profile\.yaml:1:1: Unknown key of a profile "model"/],
  ['slurm:\n  nodes: 3\n', /profile\.yaml:2:3: Unknown key of slurm "nodes"/],
  ['- slurm\n', /profile\.yaml:1:1: Expected a profile with keys of runner/],
  ['slurm: {\n', /profile\.yaml:\d+:\d+: Expected valid YAML/],
])('a profile of %j is refused', async (profile, message) => {
  await expect(read(profile)).rejects.toThrow(message);
});
