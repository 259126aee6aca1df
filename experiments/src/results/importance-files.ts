import { readJsonFile } from '@lamella/files';
import { join } from 'node:path';
import { z } from 'zod';

const importance = z.object({
  method: z.enum(['cka', 'fim']),
  values: z.array(z.number()).min(1),
  task: z.string(),
  model: z.string(),
});

/** Values of importance as figures and tables need them; `findImportance` writes the files. */
export type ImportanceValues = z.output<typeof importance>;

/** @throws Error if the file is missing or something else */
export function readImportance(folder: string, file: string): ImportanceValues {
  return importance.parse(readJsonFile(join(folder, file)));
}
