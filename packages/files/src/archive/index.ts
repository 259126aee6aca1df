export { unpackArchive } from './unpack-archive.ts';
export { writeArchive, type ArchivedFile } from './write-archive.ts';
export type { ListedFile, Manifest } from './manifest.ts';
