// Writes the JSON Schema of specs, or with --check says whether the committed one is fresh:
// node --import tsx packages/spec/src/language/write-schema.ts [--check]
import { projectFolder } from '@lamella/core';
import { writeFileAtomically } from '@lamella/files';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { specJsonSchema } from './json-schema.ts';

const path = join(projectFolder(), 'experiments', 'schema', 'experiment.schema.json');
const fresh = `${JSON.stringify(specJsonSchema(), null, 2)}\n`;

if (!process.argv.includes('--check')) {
  await writeFileAtomically(path, fresh);
} else if (fresh !== (await readFile(path, 'utf8').catch(() => ''))) {
  process.stderr.write(
    `${path} is not that of the sources: run node --import tsx packages/spec/src/language/write-schema.ts\n`,
  );
  process.exitCode = 1;
}
