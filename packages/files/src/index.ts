export { openCheckpoint, type Checkpoint } from './checkpoint.ts';
export { decodeText, Utf8Checker } from './check-utf8.ts';
export { checkFields, type CheckFieldsOptions } from './fields/check-fields.ts';
export { configReader, requireMultiple, type ConfigReader, type Fields } from './fields/config-reader.ts';
export { noEffect, only, used, type FieldRule, type FieldRules } from './fields/field-rules.ts';
export type { DownloadProgress } from './hub/download-blob.ts';
export {
  resolveFolder,
  type FolderSource,
  type ResolvedFolder,
  type ResolveOptions,
} from './hub/resolve-folder.ts';
export { hubSettings, type HubSettings } from './hub/settings.ts';
export { isRecord } from './is-record.ts';
export { isModelFile, MODEL_FILES } from './model-files.ts';
export { errorCode, fileSystemError } from './file-system-error.ts';
export { findJsonProblem, lineAndColumn, type JsonProblem } from './find-json-problem.ts';
export { readJsonFile, readJsonObject } from './read-json-file.ts';
export { readTextFile, readWholeFile } from './read-text-file.ts';
export { replaceFolder, type ReplaceOptions } from './replace-folder.ts';
export type { Dtype } from './safetensors/dtypes.ts';
export {
  float32Tensor,
  floatTensor,
  sizeOf,
  toFloat32,
  toInt32,
  type HostTensor,
} from './safetensors/host-tensor.ts';
export type { TensorEntry } from './safetensors/parse-header.ts';
export { readPytorchFile } from './pytorch/read-pytorch-file.ts';
export { readSafetensors, type SafetensorsFile } from './safetensors/read-safetensors.ts';
export { encodeSafetensors, writeSafetensors } from './safetensors/write-safetensors.ts';
export {
  damaged,
  readSealedJson,
  readUnlessKnown,
  seal,
  unseal,
  type Damaged,
  type Reading,
  type Unsealed,
  type Whole,
} from './sealed/sealed-json.ts';
export { moveToFreeName, setAside } from './sealed/set-aside.ts';
export {
  encodeEventFileStart,
  encodeScalars,
  eventFileName,
  type ScalarEvent,
} from './tensorboard/scalar-events.ts';
export type { CachedVectors } from './vectors/cached-vectors.ts';
export { VectorCache, type VectorCacheOptions } from './vectors/vector-cache.ts';
export type { TensorInfo, WeightsFile } from './weights-file.ts';
export { removeUnfinished } from './temporary-files.ts';
export { writeFileAtomically, type FileContent } from './write-file-atomically.ts';
