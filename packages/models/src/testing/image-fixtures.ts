import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { readJsonFile } from '@lamella/files';

/** An image file with what Pillow makes of it; bytes are in base64. */
export interface ImageCase {
  readonly name: string;
  readonly file: string;
  /** [H, W, 3] */
  readonly rgb: string;
  readonly resized: readonly {
    readonly width: number;
    readonly height: number;
    readonly filter: 'bilinear' | 'bicubic';
    readonly data: string;
  }[];
}

export const IMAGE_CASES = readJsonFile(
  join(workspaceRoot(), 'packages', 'models', 'fixtures', 'images', 'cases.json'),
) as {
  readonly width: number;
  readonly height: number;
  readonly cases: readonly ImageCase[];
  /** Files of kinds that are not supported. */
  readonly refused: readonly { readonly kind: string; readonly file: string }[];
};

export function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'));
}
