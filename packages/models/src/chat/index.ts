// Chat templates for training, without the engine.
export { loadAssistantParts } from './assistant-parts.ts';
