import { UserError, unknownName } from '@lamella/core';

/** The sizes of an encoder that its number of parameters follows from. */
export interface ModelSizes {
  readonly family: 'roberta' | 'bert';
  /** D */
  readonly hidden: number;
  /** F */
  readonly intermediate: number;
  /** L */
  readonly layers: number;
  /** V */
  readonly vocabulary: number;
  readonly positions: number;
  readonly tokenTypes: number;
}

const families = ['roberta', 'bert'] as const;

/** Whether parameters of this architecture are counted from formulas. */
export function isCounted(config: Readonly<Record<string, unknown>>): boolean {
  return families.some((name) => name === config['model_type']);
}

/**
 * Reads the sizes from a config.json.
 *
 * @throws UserError for another architecture or a missing size
 */
export function readModelSizes(config: Readonly<Record<string, unknown>>): ModelSizes {
  const family = families.find((name) => name === config['model_type']);
  if (family === undefined)
    throw new UserError(unknownName('architecture', String(config['model_type']), families));
  const size = (key: string): number => {
    const value = config[key];
    if (typeof value === 'number') return value;
    throw new UserError(
      `Expected "${key}" in config.json to be a number, found ${JSON.stringify(value) ?? 'nothing'}.`,
    );
  };
  return {
    family,
    hidden: size('hidden_size'),
    intermediate: size('intermediate_size'),
    layers: size('num_hidden_layers'),
    vocabulary: size('vocab_size'),
    positions: size('max_position_embeddings'),
    tokenTypes: size('type_vocab_size'),
  };
}
