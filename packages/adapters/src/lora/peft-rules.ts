import { type FieldRules, noEffect, only, used } from '@lamella/files';

const BASE_CHANGED =
  'only of initialisations that change the base weights, which "init_lora_weights" is refused for';

/** Rules of LoRA's own fields of adapter_config.json, in PEFT 0.13 to 0.21. */
export const LORA_FIELDS: FieldRules = {
  ...used('lora_alpha', 'lora_dropout', 'use_rslora', 'use_dora', 'bias', 'exclude_modules'),
  ...used('init_lora_weights', 'rank_pattern', 'alpha_pattern'),
  ...noEffect('where PEFT computes', 'runtime_config'),
  ...noEffect('without "megatron_config" nothing is looked up in it', 'megatron_core'),
  ...noEffect('without "use_qalora" it is not read', 'qalora_group_size'),
  ...noEffect('it concerns embeddings that are adapted or untied, which are refused', 'ensure_weight_tying'),
  ...noEffect('it says how the matrices started, and the trained ones are read', 'eva_config'),
  ...noEffect(BASE_CHANGED, 'loftq_config', 'corda_config', 'lora_ga_config'),
  ...only([null], 'layers of Megatron would be adapted', 'megatron_config'),
  ...only([null, []], 'layers would be repeated', 'layer_replication'),
  ...only([null, []], 'single parameters would be adapted', 'target_parameters'),
  ...only([null, [], {}], 'rows of embeddings would be trained', 'trainable_token_indices'),
  ...only([null, []], 'aLoRA would act behind an invocation alone', 'alora_invocation_tokens'),
  ...only([null, false], 'the matrices B would have a bias', 'lora_bias'),
  ...only([null, false], 'inputs would be pooled by groups', 'use_qalora'),
  ...only([null, false], 'the matrices would be block-diagonal', 'use_bdlora'),
  ...only([null], 'several adapters would be mixed by a router', 'arrow_config'),
  ...only([null], 'a matrix would stand between A and B, and the base would be truncated', 'kasa_config'),
  ...only([null], 'noise would be added to the matrices', 'monteclora_config'),
  ...only([null], 'inputs would be compressed for the backward pass', 'velora_config'),
};
