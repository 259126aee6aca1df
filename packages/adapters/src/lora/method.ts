import type { AdapterMethod } from '../kind/adapter-method.ts';
import type { LoraConfig } from './kind.ts';
import { makeLoraLinear } from './make-linear.ts';
import { loraFormat } from './peft-format.ts';

/** LoRA (Hu et al. 2021), rsLoRA, DoRA and PiSSA: every map has matrices of its own. */
export const loraMethod: AdapterMethod<LoraConfig> = {
  peft: loraFormat,
  makeLinear: (base, config, { initial }) => makeLoraLinear(base, config, initial),
};
