/**
 * Prints what images become by the processors of folders, for a comparison with transformers (compare_images.py): a line of
 * JSON per case, with the shape and the float32 values in base64, or why the case is refused.
 *
 *     node --import tsx tools/checks/print-pixels.ts CASES    # a file with [{"folder": …, "image": …}, …]
 */
import { readFileSync } from 'node:fs';
import { UserError } from '@lamella/core';
import { readJsonFile } from '@lamella/files';
import { loadImageProcessor } from '@lamella/models';

interface Case {
  readonly folder: string;
  readonly image: string;
}

async function describe({ folder, image }: Case): Promise<object> {
  try {
    const { shape, pixelValues } = await loadImageProcessor(folder)(readFileSync(image), image);
    const { buffer, byteOffset, byteLength } = pixelValues();
    return { shape, values: Buffer.from(buffer, byteOffset, byteLength).toString('base64') };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { refused: error.message };
  }
}

for (const each of readJsonFile(process.argv[2] ?? '') as readonly Case[])
  process.stdout.write(`${JSON.stringify(await describe(each))}\n`);
