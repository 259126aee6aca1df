import { readSealedJson, seal, writeFileAtomically } from '@lamella/files';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { codeVersion } from '../code/code-version.ts';

const acceptedFormat = 2;

/**
 * Records in a folder of results that those of other code count as done for the present code, or no longer. After the next change
 * of the code it has to be said again.
 */
export async function acceptOtherCode(folder: string, isAccepted: boolean): Promise<void> {
  if (!isAccepted) return await rm(pathOf(folder), { force: true });
  const content = seal({ format: acceptedFormat, code: codeVersion().version });
  await writeFileAtomically(pathOf(folder), `${JSON.stringify(content)}\n`);
}

/** Whether results of other code than the present one count as done in a folder of results. */
export function acceptsOtherCode(folder: string): boolean {
  const reading = readSealedJson(pathOf(folder), acceptedFormat);
  return reading.kind === 'whole' && reading.value['code'] === codeVersion().version;
}

function pathOf(folder: string): string {
  return join(folder, 'inputs', 'accepted-code.json');
}
