/**
 * Fields of config.json that are floating-point numbers in transformers. JavaScript writes a whole one as an integer, which
 * transformers 5 refuses where a field is typed.
 */
const FLOAT_FIELDS: ReadonlySet<string> = new Set([
  'attention_dropout',
  'attention_factor',
  'attention_probs_dropout_prob',
  'beta_fast',
  'beta_slow',
  'classifier_dropout',
  'cls_dropout',
  'diversity_penalty',
  'dropout',
  'factor',
  'hidden_dropout',
  'hidden_dropout_prob',
  'high_freq_factor',
  'initializer_cutoff_factor',
  'initializer_factor',
  'initializer_range',
  'layer_norm_eps',
  'length_penalty',
  'logit_scale_init_value',
  'low_freq_factor',
  'mscale',
  'mscale_all_dim',
  'partial_rotary_factor',
  'pooler_dropout',
  'repetition_penalty',
  'rms_norm_eps',
  'rope_theta',
  'temperature',
  'top_p',
  'typical_p',
]);

/** Stands in a text before a number that has to be written with a point; no text of a config.json begins so. */
const MARK = '\u0000float:';

/** A config.json's text. Numbers that are floating-point in transformers are written so, whole or not, at any depth. */
export function formatConfig(config: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify(
    config,
    (key, value: unknown) =>
      FLOAT_FIELDS.has(key) && Number.isInteger(value) ? MARK + String(value) : value,
    2,
  );
  // 1e+21 is a float as it is.
  const marked = new RegExp(`"${JSON.stringify(MARK).slice(1, -1).replace('\\', '\\\\')}([^"]*)"`, 'g');
  return `${text.replace(marked, (_, digits: string) => (/e/.test(digits) ? digits : `${digits}.0`))}\n`;
}
