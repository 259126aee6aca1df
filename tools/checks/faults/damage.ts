import { readFileSync, writeFileSync } from 'node:fs';

/** A way in which a file's content is lost. */
export type Damage = 'empty' | 'half of it' | 'a bit flipped' | 'zeros';

/** Changes that disks, copies and power cuts make. */
export const damages: readonly Damage[] = ['empty', 'half of it', 'a bit flipped', 'zeros'];

/** Damages a file; the bit is one in its middle. */
export function damageFile(path: string, damage: Damage): void {
  writeFileSync(path, damageBytes(readFileSync(path), damage));
}

function damageBytes(bytes: Buffer, damage: Damage): Buffer {
  const middle = bytes.length >> 1;
  switch (damage) {
    case 'empty':
      return Buffer.alloc(0);
    case 'half of it':
      return bytes.subarray(0, middle);
    case 'zeros':
      return Buffer.alloc(bytes.length);
    case 'a bit flipped':
      bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
      return bytes;
  }
}
