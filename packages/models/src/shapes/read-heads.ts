import { configReader, requireMultiple } from '@lamella/files';
import type { Config } from './model-shape.ts';

/**
 * Checks that an encoder's heads share its hidden size. A config.json that says nothing of them, as those that sizes alone are
 * counted of, is left to what loads the model.
 *
 * @throws {UserError} naming the fields
 */
export function checkHeads(config: Config): void {
  const key = 'num_attention_heads';
  if (!Object.hasOwn(config, key)) return;
  const read = configReader(config, 'config.json');
  requireMultiple(['hidden_size', read.size('hidden_size')], [key, read.size(key)], 'config.json');
}
