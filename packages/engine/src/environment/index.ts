export { checkNode, TESTED_NODES } from './check-node.ts';
export { describeEnvironment, type DescribeOptions } from './describe-environment.ts';
export { bindingFolder, readStamp, stampPath, type EngineStamp } from '../native/engine-stamp.ts';
export {
  isHealthy,
  type Bfloat16Support,
  type Check,
  type EnvironmentReport,
  type FolderSize,
  type MissingEngine,
  type ReadyEngine,
} from './environment-report.ts';
export { TENSORFLOW_VERSION } from '../set-up/release.ts';
export { formatEnvironment } from './format-environment.ts';
export { loadBinding, requireSetUp } from '../native/load-binding.ts';
