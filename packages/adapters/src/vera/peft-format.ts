import { type FieldRules, noEffect, only, used } from '@lamella/files';
import { readFields, types } from '../kind/field-types.ts';
import type { Fields, PeftFormat } from '../kind/peft-format.ts';
import { D_INITIAL, projectionKey, type VeraConfig } from './kind.ts';

/** VeRA's own fields of adapter_config.json. */
interface VeraFields {
  readonly vera_dropout: number;
  readonly d_initial: number;
  readonly projection_prng_key: number;
}

/** Rules of VeRA's own fields, in PEFT 0.13 to 0.21. */
const VERA_FIELDS: FieldRules = {
  ...used('vera_dropout', 'd_initial', 'projection_prng_key'),
  ...noEffect('it says how the vectors started, and the trained ones are read', 'init_weights'),
  ...only(
    [true],
    'A and B would not be in the file but drawn from "projection_prng_key" by PyTorch, which is not the same on all systems; save the adapter with them',
    'save_projection',
  ),
  ...only(['none'], 'biases would be trained, which PEFT does not save with VeRA', 'bias'),
};

/** How PEFT's files hold VeRA: the vectors by map, and A and B once. */
export const veraFormat: PeftFormat<VeraConfig> = {
  type: 'VERA',
  rules: VERA_FIELDS,
  defaultRank: 256,
  read: (source, { where }) => readVeraFields(source, where),
  write: ({ dropout, seed, dInitial = D_INITIAL }): Fields => ({
    bias: 'none',
    d_initial: dInitial,
    init_weights: true,
    projection_prng_key: projectionKey(seed),
    save_projection: true,
    vera_dropout: dropout,
  }),
};

function readVeraFields(source: Fields, where: string): ReturnType<PeftFormat<VeraConfig>['read']> {
  const fields = readFields<VeraFields>(source, {
    types: { vera_dropout: types.number, d_initial: types.number, projection_prng_key: types.wholeNumber },
    defaults: { vera_dropout: 0, d_initial: D_INITIAL, projection_prng_key: 0 },
    where,
  });
  return {
    kind: 'vera',
    dropout: fields.vera_dropout,
    seed: fields.projection_prng_key,
    ...(fields.d_initial !== D_INITIAL && { dInitial: fields.d_initial }),
  };
}
