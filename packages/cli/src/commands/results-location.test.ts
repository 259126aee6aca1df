import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { captureOutput } from '../testing/capture-output.ts';
import { announceOrigin, findResults } from './results-location.ts';

const minilm = fileURLToPath(new URL('../../../../experiments/specs/glue/minilm.yaml', import.meta.url));

test('published results are of their spec: changes of it are refused by name', async () => {
  const changed = findResults(minilm, { published: true, set: ['training.epochs=3'] });
  await expect(changed).rejects.toThrow(/^Expected no changes of glue-minilm beside --published/);
  await expect(changed).rejects.toMatchObject({ exitCode: 2 });
  const { experiment } = await findResults(minilm, { published: true, tasks: 'mrpc' });
  expect(experiment.parts).toEqual([{ tasks: ['mrpc'] }]);
});

test('it is said where the spec has moved on since its results were published', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-located-'));
  try {
    const later = join(folder, 'minilm.yaml');
    writeFileSync(later, readFileSync(minilm, 'utf8').replace('tasks: [sst2, mrpc]', 'tasks: [mrpc, sst2]'));
    const told = async (file: string) => {
      const location = await findResults(file, { published: true });
      return (await captureOutput(() => Promise.resolve(announceOrigin(location)))).stderr;
    };
    expect(await told(minilm)).toMatch(/^These are published results .*\n$/);
    expect(await told(later)).toMatch(
      /They are of the spec as it was when they were published: tasks sst2, mrpc\.\n$/,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
