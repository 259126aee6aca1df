import { UserError } from '@lamella/core';
import type { Model } from '@lamella/models';
import { oneOfValues, orNull, readFields, types } from '../kind/field-types.ts';
import type { Fields, PeftFormat, ReadContext } from '../kind/peft-format.ts';
import type { Pattern } from '../patterns/index.ts';
import type { LoraConfig, LoraInit } from './kind.ts';
import { LORA_FIELDS } from './peft-rules.ts';
import { fromPeftPattern, toPeftPattern } from './peft-patterns.ts';
import { loraParts, openPissaStart, PISSA_INIT_FOLDER } from './saved-parts.ts';

/** LoRA's own fields of adapter_config.json. */
interface LoraFields {
  readonly lora_alpha: number;
  readonly lora_dropout: number;
  readonly use_rslora: boolean;
  readonly use_dora: boolean;
  readonly bias: string;
  readonly init_lora_weights: boolean | string | null;
  readonly rank_pattern: Pattern | null;
  readonly alpha_pattern: Pattern | null;
}

const FIELD_TYPES = {
  lora_alpha: types.number,
  lora_dropout: types.number,
  use_rslora: types.truth,
  use_dora: types.truth,
  bias: oneOfValues(['none', 'lora_only'], 'other trained biases are not supported'),
  init_lora_weights: orNull(types.truthOrName),
  rank_pattern: types.numbers,
  alpha_pattern: types.numbers,
};

const DEFAULTS: LoraFields = {
  lora_alpha: 8,
  lora_dropout: 0,
  use_rslora: false,
  use_dora: false,
  bias: 'none',
  init_lora_weights: true,
  rank_pattern: null,
  alpha_pattern: null,
};

/** How matrices start without a change of the base: once they are read, it no longer matters. */
const PLAIN_INITS: readonly unknown[] = [true, false, null, 'true', 'false', 'gaussian', 'eva', 'orthogonal'];

/** How PEFT's files hold LoRA and its kin. */
export const loraFormat: PeftFormat<LoraConfig> = {
  type: 'LORA',
  rules: LORA_FIELDS,
  defaultRank: 8,
  read: readLoraFields,
  write: writeLoraFields,
  folders: [PISSA_INIT_FOLDER],
  openStart: openPissaStart,
  parts: loraParts,
};

function readLoraFields(
  source: Fields,
  { model, targets, where }: ReadContext,
): Omit<LoraConfig, 'rank' | 'layers' | 'targets'> {
  const fields = readFields<LoraFields>(source, { types: FIELD_TYPES, defaults: DEFAULTS, where });
  const init = readInit(fields.init_lora_weights, where);
  const rankPattern = fromPeftPattern(fields.rank_pattern ?? {}, model, targets);
  const alphaPattern = fromPeftPattern(fields.alpha_pattern ?? {}, model, targets);
  return {
    kind: 'lora',
    alpha: fields.lora_alpha,
    dropout: fields.lora_dropout,
    seed: 0,
    ...(fields.use_rslora && { useRslora: true }),
    ...(fields.use_dora && { useDora: true }),
    ...(fields.bias === 'lora_only' && { bias: 'lora_only' }),
    ...(init !== 'standard' && { init }),
    ...(hasKeys(rankPattern) && { rankPattern }),
    ...(hasKeys(alphaPattern) && { alphaPattern }),
  };
}

function writeLoraFields(config: LoraConfig, model: Model): Fields {
  const { rankPattern = {}, alphaPattern = {}, init = 'standard', targets } = config;
  return {
    alpha_pattern: toPeftPattern(alphaPattern, model, targets),
    bias: config.bias ?? 'none',
    init_lora_weights: init === 'standard' ? true : init,
    layer_replication: null,
    loftq_config: {},
    lora_alpha: config.alpha,
    lora_dropout: config.dropout,
    megatron_config: null,
    megatron_core: 'megatron.core',
    rank_pattern: toPeftPattern(rankPattern, model, targets),
    use_dora: config.useDora ?? false,
    use_rslora: config.useRslora ?? false,
  };
}

function readInit(init: boolean | string | null, where: string): LoraInit {
  if (PLAIN_INITS.includes(typeof init === 'string' ? init.toLowerCase() : init)) return 'standard';
  if (init === 'pissa') return init;
  const [, digits] = /^pissa_niter_(\d+)$/.exec(String(init)) ?? [];
  if (digits !== undefined) return `pissa_niter_${digits}`;
  throw new UserError(
    `Expected "init_lora_weights" in ${where} to be a boolean, "gaussian", "orthogonal", "eva", "pissa" or "pissa_niter_" and a number, got ${JSON.stringify(init)}, which is not supported.`,
  );
}

function hasKeys(pattern: object): boolean {
  return Object.keys(pattern).length > 0;
}
