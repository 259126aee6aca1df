import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJsonFile } from '@lamella/files';
import { loadProcessor, readImageProcessorConfig } from '@lamella/models';
import type { CaseOutcome } from '../case-result.ts';
import { compareNumbers } from '../compare.ts';
import type { FamilyReference } from '../family-reference.ts';
import type { HostOutputs } from '../run-model.ts';

/**
 * The reference's image files, decoded, resized and normalised. Versions of Pillow differ in the order in which rows and columns
 * are resized, and so by one in the value of a byte.
 */
export async function imageCases({ folder, images: shown }: FamilyReference): Promise<CaseOutcome[]> {
  if (shown === undefined) return [];
  const processor = loadProcessor(folder);
  const pairs = await Promise.all(
    shown.images.map(async (expected, i) => {
      const label = `image${i}.png`;
      const image = await processor.processImage(readFileSync(join(folder, label)), label);
      return { label, found: image.pixelValues(), expected: expected.pixelValues() };
    }),
  );
  return [compareNumbers('images to pixel values', pairs, { tolerance: byteStep(folder) })];
}

/** The change of a normalised value per unit of a byte, in the channel where that is largest. */
function byteStep(folder: string): number {
  const where = join(folder, 'preprocessor_config.json');
  const { rescaleFactor = 1, normalise } = readImageProcessorConfig(
    readJsonFile(where) as Readonly<Record<string, unknown>>,
    where,
  );
  return (rescaleFactor / Math.min(...(normalise?.std ?? [1]))) * 1.0001;
}

/** Compares the image encoder's features of the reference's images. */
export function compareImageFeatures(
  { reference, profile: { tolerances } }: FamilyReference,
  found: HostOutputs,
): CaseOutcome[] {
  if (!reference.has('image_features')) return [];
  const layers = reference.names('vision_hidden_').map((l) => `vision_hidden_${l}`);
  const compare = (name: string, labels: readonly string[]): CaseOutcome => {
    const pairs = labels.map((label) => {
      const expected = reference.read(label).data;
      // Copies of images that fill up a batch come last.
      return { label, found: found[label]?.subarray(0, expected.length) ?? [], expected };
    });
    return compareNumbers(name, pairs, { tolerance: tolerances.hiddenStates });
  };
  return [compare('hidden states of images', layers), compare('features of images', ['image_features'])];
}
