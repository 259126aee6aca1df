export { UserError, messageOf, unknownName, type ExitCode } from './errors.ts';
export { extractBoxed } from './extract-boxed.ts';
export { canonicalJson, hashFile, hashJson } from './hash.ts';
export { packImages, splitImages, type PackedImages, type PixelImage, type PlacedImage } from './images.ts';
export { nearest } from './nearest.ts';
export { cacheFolder, workspaceRoot } from './paths.ts';
export { peakMemoryBytes, resetPeakMemory } from './peak-memory.ts';
export { Random } from './random.ts';
export { listenToWarnings, warn, type WarningListener } from './warnings.ts';
