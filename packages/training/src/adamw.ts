import {
  currentBinding,
  DataType,
  delayUntil,
  executeWithVariables,
  hasOwnKernels,
  type Parameter,
  type Tensor,
  tf,
  typeAttribute,
  Variable,
} from '@lamella/engine';

/** AdamW's settings, with PyTorch's names. */
export interface AdamWConfig {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

/** PyTorch's defaults, without weight decay. */
export const DEFAULT_ADAMW: AdamWConfig = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 };

/** The numbers of one step that change from step to step; they go into a compiled step as tensors. */
export interface AdamWStep {
  readonly learningRate: Tensor;
  /** learning rate · sqrt(1 - β2^t) / (1 - β1^t) */
  readonly stepSize: Tensor;
  /** ε · sqrt(1 - β2^t) */
  readonly epsilon: Tensor;
}

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019), as torch.optim.AdamW: biases and the weights of norms are
 * not decayed. It owns the moments m and v as variables and updates everything in place, by TensorFlow's fused kernel.
 */
export class AdamW {
  readonly #config: AdamWConfig;
  readonly #slots: readonly { readonly parameter: Parameter; readonly m: Variable; readonly v: Variable }[];

  constructor(parameters: readonly Parameter[], config: AdamWConfig) {
    this.#config = config;
    this.#slots = parameters.map((parameter) => ({
      parameter,
      m: new Variable(`${parameter.name}/m`, parameter.shape),
      v: new Variable(`${parameter.name}/v`, parameter.shape),
    }));
  }

  /**
   * The numbers of step t, computed in double precision as PyTorch does.
   *
   * @param t counted from 1
   */
  stepNumbers(learningRate: number, t: number): { learningRate: number; stepSize: number; epsilon: number } {
    const { beta1, beta2, epsilon } = this.#config;
    // The kernel takes 1 - β2 in float32, which is off by 1e-5 of its value; v is off by that factor, constantly.
    const rounding = Math.sqrt((1 - Math.fround(beta2)) / (1 - beta2));
    const correction = Math.sqrt(1 - beta2 ** t) * rounding;
    return {
      learningRate,
      stepSize: (learningRate * correction) / (1 - beta1 ** t),
      epsilon: epsilon * correction,
    };
  }

  /**
   * Updates the parameters: p ← p - lr · weightDecay · p, then p ← p - stepSize · m / (sqrt(v) + ε').
   *
   * @param gradients in the parameters' order
   */
  update(gradients: readonly Tensor[], step: AdamWStep): void {
    const { beta1, beta2, weightDecay } = this.#config;
    const flag = (name: string): { name: string; type: number; value: boolean } => ({
      name,
      type: currentBinding().TF_ATTR_BOOL,
      value: false,
    });
    const attributes = [typeAttribute('T', DataType.float32), flag('use_locking'), flag('use_nesterov')];
    this.#slots.forEach(({ parameter, m, v }, i) => {
      const gradient = gradients[i];
      if (gradient === undefined) throw new Error(`Expected a gradient of ${parameter.name}, got none`);
      const variable = parameter.variable();
      tf.tidy(() => {
        if (weightDecay > 0 && isDecayed(parameter)) {
          const value = delayedUntil(variable.read(), gradient);
          variable.assignSub(tf.mul(value, tf.mul(step.learningRate, weightDecay)));
        }
        const powers = [tf.scalar(0), tf.scalar(0)]; // bias correction is in the step size
        const inputs = [...powers, step.stepSize, tf.scalar(beta1), tf.scalar(beta2), step.epsilon, gradient];
        executeWithVariables('ResourceApplyAdam', [variable, m, v], { inputs, attributes });
      });
    });
  }

  /** The moments, which a training goes on from. */
  get moments(): readonly Variable[] {
    return this.#slots.flatMap(({ m, v }) => [m, v]);
  }

  dispose(): void {
    for (const { m, v } of this.#slots) {
      m.dispose();
      v.dispose();
    }
  }
}

/**
 * The weight decay of all weights needs nothing that a step computes: TensorFlow would do it first, when the values that the step still
 * needs make it copy every weight.
 */
function delayedUntil(value: Tensor, gradient: Tensor): Tensor {
  return hasOwnKernels() ? delayUntil(value, gradient) : value;
}

/** Whether weight decay applies, by the Hugging Face Trainer's rule: not to biases and not to norms. */
export function isDecayed({ name }: Parameter): boolean {
  return !name.endsWith('bias') && !/norm/i.test(name);
}
