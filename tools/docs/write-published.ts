// Makes tables and figures in results/published anew from the results there, after a change of how they are made:
// node --import tsx tools/docs/write-published.ts [EXPERIMENT...]
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { publishedFolder } from '@lamella/study';
import { writePublished } from '@lamella/study/figures';

const asked = process.argv.slice(2);
for (const name of asked.length > 0 ? asked : readdirSync(publishedFolder())) {
  const { figures } = await writePublished(join(publishedFolder(), name));
  process.stdout.write(`${name}: ${figures.drawn.length} figures\n`);
}
