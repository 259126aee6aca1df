export { bindingFolder, readStamp, stampPath, type EngineStamp } from './engine-stamp.ts';
