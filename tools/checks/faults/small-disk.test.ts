import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '@lamella/files';
import { SmallDisk, whyNoDisk } from './small-disk.ts';

const reason = whyNoDisk();

(reason === undefined ? test : test.skip)(
  `a disk that is full or can only be read is told, and holds no half of a file${reason === undefined ? '' : ` (skipped: ${reason})`}`,
  async () => {
    const disk = new SmallDisk(64);
    try {
      const path = join(disk.path, 'x');
      writeFileSync(path, 'old');
      await expect(writeFileAtomically(path, 'new'.repeat(40_000))).rejects.toThrow(/the disk is full/);
      disk.remount('ro');
      await expect(writeFileAtomically(path, 'new')).rejects.toThrow(/the file system is read-only/);
      await expect(writeFileAtomically(join(disk.path, 'a', 'b'), '')).rejects.toThrow(/is read-only/);
      expect(readdirSync(disk.path)).toEqual(['x']);
      disk.remount('rw,size=1m');
      await writeFileAtomically(path, 'new'.repeat(40_000));
    } finally {
      disk.remove();
    }
  },
);
