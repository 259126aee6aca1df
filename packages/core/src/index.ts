export { beat, listenToBeats, type BeatListener } from './beats.ts';
export { collectGarbage } from './collect-garbage.ts';
export { cut } from './cut.ts';
export { UserError, messageOf, unknownName, type ExitCode } from './errors.ts';
export { closingBrace, extractBoxed } from './extract-boxed.ts';
export { groupBy } from './group-by.ts';
export { makeFolder } from './make-folder.ts';
export { canonicalJson, hashFile, hashJson, hashText, shortHash } from './hash.ts';
export { packImages, splitImages, type PackedImages, type PixelImage, type PlacedImage } from './images.ts';
export {
  createLockFile,
  isLockTemporary,
  readLockFile,
  removeStaleLock,
  type StaleLock,
} from './lock-file.ts';
export { nearest } from './nearest.ts';
export { orList } from './or-list.ts';
export { cacheFolder, findWorkspace, projectFolder, workspaceRoot } from './paths.ts';
export { ownPeakMemory, type PeakMemory, peakMemoryBytes, resetPeakMemory } from './peak-memory.ts';
export { printable } from './printable.ts';
export {
  listenToProgress,
  nowAndThen,
  tellProgress,
  type Progress,
  type ProgressListener,
} from './progress.ts';
export { Random } from './random.ts';
export { shorten } from './shorten.ts';
export { listenToWarnings, tellOnce, warn, type WarningListener } from './warnings.ts';
