/** Where each architecture has its layers in the checkpoint. */
const LAYERS: Readonly<Record<string, string>> = {
  roberta: 'roberta.encoder.layer',
  bert: 'bert.encoder.layer',
  'deberta-v2': 'deberta.encoder.layer',
  llama: 'model.layers',
  mistral: 'model.layers',
  gemma: 'model.layers',
  llava: 'language_model.model.layers',
};

/** The parts of a layer that modules are in, unless their names say so themselves. */
const PARTS: Readonly<Record<string, RegExp>> = {
  'attention.self': /^(query|key|value)(_proj)?$|^pos_(key|query)_proj$/,
  self_attn: /^[qkvo]_proj$/,
  mlp: /^(gate|up|down)_proj$/,
};

/**
 * The path of a linear map in the checkpoint, which rank and alpha patterns are matched with.
 *
 * @example modulePath('llama', 3, 'q_proj') // 'model.layers.3.self_attn.q_proj'
 */
export function modulePath(family: string, layer: number, name: string): string {
  const [part] = Object.entries(PARTS).find(([, names]) => names.test(name)) ?? [];
  return [LAYERS[family], layer, part, name].filter((piece) => piece !== undefined).join('.');
}
