import { basename, join } from 'node:path';
import { readSealedJson, seal, writeFileAtomically } from '@lamella/files';
import { z } from 'zod';
import { formatJson } from './format-json.ts';

/** Version of the file's layout. */
const writtenFormat = 2;
const fileName = join('spec', 'written.json');

const written = z.object({ files: z.array(z.object({ name: z.string(), text: z.string() })) });

/** A file of a spec as the user wrote it. */
export interface WrittenFile {
  readonly name: string;
  readonly text: string;
}

/** Keeps the text of a run's spec, and of the files that it extends, beside the results: comments and all. */
export async function keepWrittenSpec(folder: string, files: readonly WrittenFile[]): Promise<void> {
  const named = files.map(({ name, text }) => ({ name: basename(name), text }));
  await writeFileAtomically(
    join(folder, fileName),
    formatJson(seal({ format: writtenFormat, files: named })),
  );
}

/** The text of a run's spec; undefined where it was not kept, or is not what was written. */
export function readWrittenSpec(folder: string): readonly WrittenFile[] | undefined {
  const reading = readSealedJson(join(folder, fileName), writtenFormat);
  return reading.kind === 'whole' ? written.safeParse(reading.value).data?.files : undefined;
}
