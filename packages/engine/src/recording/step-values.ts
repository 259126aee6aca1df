import {
  currentBinding,
  DataType,
  type Endpoint,
  type TensorMetadata,
  typeAttribute,
} from '../native/binding.ts';
import { type Graph, rawTensor, single, sizeOf } from './graph.ts';
import { type ScaledTerm, sumByProduct } from './product-endings.ts';

/** Terms of a sum beyond which it is computed before more are added. */
const MAX_TERMS = 8;

/**
 * Symbolic tensors have the ids -2, -3, …, never the same twice: tfjs does not free negative ids, and to it -1 means
 * "not uploaded yet".
 */
let nextSymbolicId = -2;

/** A tensor as tfjs takes it, with an id of its own. */
export function newTensor(dtype: number, shape: readonly number[]): TensorMetadata {
  return { id: nextSymbolicId--, dtype, shape: [...shape] };
}

/** A sum of activations that is computed once it is known in which type it is needed: bias + Σ factor · reduced + Σ full. */
export interface PendingSum {
  readonly reduced: readonly ScaledTerm[];
  readonly full: readonly Endpoint[];
  /** [D] for terms [..., D] */
  readonly bias?: Endpoint | undefined;
  readonly shape: number[];
}

/** A tensor of a step, which tfjs takes for float32 where it is reduced. */
interface StepValue {
  /** As an op gave it. */
  readonly own?: Endpoint;
  readonly sum?: PendingSum;
  bfloat16?: Endpoint;
  /** Of a value that is reduced. */
  float32?: Endpoint;
}

/**
 * The tensors of a step that is being recorded, by id. Activations that matrix products give are held in bfloat16 or, sums of them, not at all
 * until an op needs them: it gets them in the type that it reads.
 */
export class StepValues {
  readonly #graph: Graph;
  readonly #values = new Map<number, StepValue>();

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  /** Notes the result of an op. */
  set(id: number, own: Endpoint): void {
    this.#values.set(id, { own });
  }

  /** Notes a result in bfloat16 that tfjs takes for float32. */
  setReduced(id: number, bfloat16: Endpoint): void {
    this.#values.set(id, { bfloat16 });
  }

  /** Notes a bfloat16 tensor that a float32 one was made from. */
  setNarrow(id: number, bfloat16: Endpoint): void {
    this.#values.set(id, { ...this.#find(id), bfloat16 });
  }

  /** The tensor as tfjs takes it; undefined for an id of another step. */
  get(id: number): Endpoint | undefined {
    const value = this.#find(id);
    if (value === undefined || value.own !== undefined) return value?.own;
    value.float32 ??= value.sum
      ? this.#compute(value.sum, DataType.float32)
      : this.#cast(value.bfloat16 as Endpoint, DataType.bfloat16, DataType.float32);
    return value.float32;
  }

  /** The tensor in bfloat16; undefined for an id that isn't the step's. */
  narrow(id: number): Endpoint | undefined {
    const value = this.#find(id);
    if (value === undefined) return undefined;
    value.bfloat16 ??= value.sum
      ? this.#compute(value.sum, DataType.bfloat16)
      : this.#cast(value.own as Endpoint, DataType.float32, DataType.bfloat16);
    return value.bfloat16;
  }

  /** The tensor as factor · one in bfloat16; undefined for an id that isn't the step's. */
  factored(id: number): ScaledTerm | undefined {
    const { sum } = this.#find(id) ?? {};
    const [term] = sum?.reduced ?? [];
    if (term !== undefined && sum?.bias === undefined && sum !== undefined && numTerms(sum) === 1)
      return term;
    const endpoint = this.narrow(id);
    return endpoint && { endpoint, factor: 1 };
  }

  /** The tensor in bfloat16 if it is reduced, otherwise as tfjs takes it. */
  either(id: number): Endpoint | undefined {
    return this.isReduced(id) ? this.narrow(id) : this.get(id);
  }

  /** Whether a tensor was made in bfloat16. */
  isReduced(id: number | undefined): boolean {
    const value = id === undefined ? undefined : this.#find(id);
    return value !== undefined && value.own === undefined && (value.sum?.full.length ?? 0) === 0;
  }

  /** Notes factor · a result in bfloat16, which is multiplied once it is known in which type it is needed. */
  setScaled(id: number, { endpoint, factor }: ScaledTerm): void {
    if (factor === 1) return this.setReduced(id, endpoint);
    this.setSum(id, { reduced: [{ endpoint, factor }], full: [], shape: endpoint.shape ?? [] });
  }

  /** Notes that an activation is another one. */
  setSame(id: number, other: number): void {
    this.#values.set(id, this.#find(other) as StepValue);
  }

  /** The shape of a tensor. */
  shapeOf(id: number): readonly number[] {
    const { own, sum, bfloat16 } = this.#find(id) ?? {};
    return (own ?? sum ?? bfloat16)?.shape ?? [];
  }

  /** Notes a tensor as a sum that is not computed yet. */
  setSum(id: number, sum: PendingSum): void {
    this.#values.set(id, { sum });
  }

  /**
   * x + y, of which one at least is an activation that was made in bfloat16, or a sum of such.
   *
   * @param endpointOf of a tensor that isn't, such as a bias
   * @returns undefined if it is no such sum
   */
  sumOf([x, y]: readonly [number, number], endpointOf: (id: number) => Endpoint): PendingSum | undefined {
    if (!this.#isActivation(x) && !this.#isActivation(y)) return undefined;
    const [first, second] = this.#isActivation(x) ? [x, y] : [y, x];
    const left = this.#toSum(first);
    const right = this.#isActivation(second) ? this.#toSum(second) : asTerm(endpointOf(second), left.shape);
    return right && joined(left, right);
  }

  /** factor · x of an activation in bfloat16. */
  scaled(x: number, factor: number): PendingSum {
    const { reduced, full, bias, shape } = this.#toSum(x);
    const terms = bias === undefined ? reduced : [{ endpoint: this.narrow(x) as Endpoint, factor: 1 }];
    return { reduced: terms.map((term) => ({ ...term, factor: term.factor * factor })), full, shape };
  }

  /** The product and the bias that a sum of these two is made of. */
  biasedProduct(id: number): readonly [product: Endpoint, bias: Endpoint] | undefined {
    const { sum } = this.#find(id) ?? {};
    const [term, ...others] = sum?.reduced ?? [];
    const isBoth = others.length === 0 && sum?.full.length === 0 && term?.factor === 1;
    return isBoth && sum?.bias !== undefined ? [term.endpoint, sum.bias] : undefined;
  }

  #find(id: number): StepValue | undefined {
    return this.#values.get(id);
  }

  #isActivation(id: number): boolean {
    const value = this.#find(id);
    return value !== undefined && value.own === undefined;
  }

  #toSum(id: number): PendingSum {
    const value = this.#find(id);
    if (value?.sum !== undefined && numTerms(value.sum) < MAX_TERMS) return value.sum;
    const endpoint = this.either(id) as Endpoint;
    const shape = endpoint.shape ?? [];
    return endpoint.dtype === DataType.bfloat16
      ? { reduced: [{ endpoint, factor: 1 }], full: [], shape }
      : { reduced: [], full: [endpoint], shape };
  }

  #compute({ reduced, full, bias, shape }: PendingSum, type: number): Endpoint {
    const canEnd = type === DataType.bfloat16 && full.length === 0;
    const product = canEnd ? sumByProduct(this.#graph, reduced, bias) : undefined;
    if (product !== undefined) return { ...product, shape };
    const empty = (): Endpoint => this.#graph.constant(rawTensor(DataType.float32, [0], []));
    const { TF_ATTR_INT: integer, TF_ATTR_FLOAT: number } = currentBinding();
    const attributes = [
      { name: 'N', type: integer, value: reduced.length },
      { name: 'M', type: integer, value: full.length },
      { name: 'factors', type: number, value: reduced.map(({ factor }) => factor) },
      typeAttribute('U', type),
    ];
    const terms = [...reduced.map(({ endpoint }) => endpoint), ...full, bias ?? empty()];
    const ids = terms.map(({ id }) => id);
    return { ...single(this.#graph.add('LamellaSum', ids, { attributes })), shape };
  }

  #cast(endpoint: Endpoint, from: number, to: number): Endpoint {
    return { ...this.#graph.cast(endpoint.id, from, to), shape: endpoint.shape };
  }
}

/** A float32 tensor as a term of a sum: of the same shape, or a row that is added to each. */
function asTerm(endpoint: Endpoint, shape: number[]): PendingSum | undefined {
  if (endpoint.dtype !== DataType.float32) return undefined;
  if (endpoint.shape?.join() === shape.join()) return { reduced: [], full: [endpoint], shape };
  const isBias = endpoint.shape?.length === 1 && endpoint.shape[0] === shape.at(-1) && sizeOf(shape) > 0;
  return isBias ? { reduced: [], full: [], bias: endpoint, shape } : undefined;
}

function joined(left: PendingSum, right: PendingSum): PendingSum | undefined {
  const isOneBias = left.bias === undefined || right.bias === undefined;
  if (!isOneBias || left.shape.join() !== right.shape.join()) return undefined;
  const bias = left.bias ?? right.bias;
  const terms = { reduced: [...left.reduced, ...right.reduced], full: [...left.full, ...right.full] };
  return { ...terms, shape: left.shape, ...(bias && { bias }) };
}

function numTerms({ reduced, full }: PendingSum): number {
  return reduced.length + full.length;
}
