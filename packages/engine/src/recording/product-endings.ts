import { type Attribute, currentBinding, DataType, type Endpoint } from '../native/binding.ts';
import { type Graph, rawTensor, single } from './graph.ts';
import { MATRIX_PRODUCTS } from './matrix-products.ts';

const OPS: ReadonlySet<string> = new Set(Object.values(MATRIX_PRODUCTS));

/** A tensor in bfloat16 that is multiplied by a number. */
export interface ScaledTerm {
  readonly endpoint: Endpoint;
  readonly factor: number;
}

/** What a matrix product of the binding's own does with its result before it stores it: it adds it to others, or multiplies it. */
export interface ProductEnding {
  /** [columns] in float32, added first. */
  readonly bias?: Endpoint | undefined;
  /** The other terms of a sum, of the product's shape. */
  readonly terms?: readonly ScaledTerm[];
  /** Of the product's shape, in bfloat16. */
  readonly factor?: Endpoint;
}

/** The inputs and attributes of a matrix product of the binding's own. */
export function productOperands(
  graph: Graph,
  matrices: readonly Endpoint[],
  { bias, terms = [], factor }: ProductEnding = {},
): { readonly inputs: readonly Endpoint[]; readonly attributes: readonly Attribute[] } {
  const { TF_ATTR_INT: integer, TF_ATTR_FLOAT: number } = currentBinding();
  const factors = factor === undefined ? [] : [factor];
  const noBias = (): Endpoint => graph.constant(rawTensor(DataType.float32, [0], []));
  return {
    inputs: [...matrices, ...terms.map(({ endpoint }) => endpoint), ...factors, bias ?? noBias()],
    attributes: [
      { name: 'N', type: integer, value: terms.length },
      { name: 'M', type: integer, value: factors.length },
      { name: 'weights', type: number, value: terms.map((term) => term.factor) },
    ],
  };
}

/**
 * A sum of terms and a bias, by its first matrix product: the numbers are those of `LamellaSum` to the bit, which adds one term after another. The
 * product is computed anew with the others, and as it was only if something else reads it: nothing reads the terms of models' sums.
 *
 * @returns undefined if no term is a matrix product of the binding's own, or another order than the terms' would be the result
 */
export function sumByProduct(
  graph: Graph,
  terms: readonly ScaledTerm[],
  bias: Endpoint | undefined,
): Endpoint | undefined {
  // x + y is y + x, so that it may be the second of two that are added first.
  const canSwap = bias === undefined && terms[0]?.factor === 1;
  const product = terms
    .slice(0, canSwap ? 2 : 1)
    .find(({ endpoint, factor }) => factor === 1 && isPlainProduct(graph, endpoint));
  const others = terms.filter((term) => term !== product);
  return product && endProduct(graph, product.endpoint, { bias, terms: others });
}

/** The slope behind GELU, dY · GELU', of a matrix product dY that nothing else reads, in either order; undefined if these are something else. */
export function gradientByProduct(graph: Graph, [x, y]: readonly [Endpoint, Endpoint]): Endpoint | undefined {
  const isDerivative = ({ id }: Endpoint): boolean => graph.producer(id).type === 'LamellaGelu';
  const [slope, factor] = isDerivative(x) ? [y, x] : [x, y];
  return isDerivative(factor) && isPlainProduct(graph, slope)
    ? endProduct(graph, slope, { factor })
    : undefined;
}

/** Whether an endpoint is a matrix product of the binding's own, by itself. */
function isPlainProduct(graph: Graph, { id }: Endpoint): boolean {
  const { type, inputs } = graph.producer(id);
  const { inputs: plain } = productOperands(graph, []);
  return OPS.has(type) && inputs.length === 3 && inputs.at(-1) === plain[0]?.id;
}

function endProduct(graph: Graph, { id }: Endpoint, ending: ProductEnding): Endpoint {
  const { type, inputs: before } = graph.producer(id);
  const matrices = before.slice(0, 2).map((input) => graph.endpoint(input));
  const { inputs, attributes } = productOperands(graph, matrices, ending);
  const ids = inputs.map((input) => input.id);
  return single(graph.add(type, ids, { attributes }));
}
