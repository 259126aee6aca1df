import {
  type Attribute,
  DataType,
  type Endpoint,
  type TensorMetadata,
  typeAttribute,
} from '../native/binding.ts';
import { type IssuedOp, reduceType } from './bfloat16-flow.ts';
import type { Graph } from './graph.ts';
import { matrixProduct } from './matrix-products.ts';
import { productOperands, type ScaledTerm } from './product-endings.ts';
import { productSizes } from './product-sizes.ts';
import { newTensor, type StepValues } from './step-values.ts';
import { type ThinProduct, thinProduct } from './thin-products.ts';

/** What products in bfloat16 need of the recorder. */
export interface ProductRecorder {
  readonly graph: Graph;
  readonly values: StepValues;
  /** The code of attributes that are real numbers. */
  readonly numberAttribute: number;
  readonly hasThinProducts: boolean;
  readonly hasMatrixProducts: boolean;
  /** Adds an op with one result. */
  add(type: string, inputs: readonly Endpoint[], attributes: readonly Attribute[]): Endpoint;
  /** A tensor as tfjs takes it. */
  endpoint(id: number): Endpoint;
  toBfloat16(id: number): Endpoint;
}

/** A matrix product in bfloat16. Factors of whole tensors are left out of it and noted with its result. */
export function recordReducedProduct(recorder: ProductRecorder, op: IssuedOp): TensorMetadata {
  const { values, hasMatrixProducts, add, toBfloat16 } = recorder;
  const thin = findThinProduct(recorder, op);
  if (thin !== undefined) return recordThinProduct(recorder, thin, op.ids);
  const terms = op.ids.map((id) => values.factored(id) ?? { endpoint: toBfloat16(id), factor: 1 });
  const inputs = endpointsOf(terms);
  const sizes = hasMatrixProducts ? productSizes(op.attributes, shapesOf(inputs)) : undefined;
  const own = sizes && matrixProduct(sizes);
  const endpoint = own
    ? addMatrixProduct(recorder, own, inputs)
    : add(op.type, inputs, reduceType(op.attributes, 'T'));
  return reduced(recorder, { endpoint, factor: factorOf(terms) });
}

function addMatrixProduct(
  { graph, add }: ProductRecorder,
  type: string,
  matrices: readonly Endpoint[],
): Endpoint {
  const { inputs, attributes } = productOperands(graph, matrices);
  return add(type, inputs, attributes);
}

/** Rows of a table are converted after they are taken, not the whole table before. */
export function recordReducedGather(
  recorder: ProductRecorder,
  { attributes, ids }: IssuedOp,
): TensorMetadata {
  const { add, endpoint, toBfloat16 } = recorder;
  const [table = 0, ...rest] = ids;
  const inputs = [toBfloat16(table), ...rest.map((id) => endpoint(id))];
  return reduced(recorder, {
    endpoint: add('GatherV2', inputs, reduceType(attributes, 'Tparams')),
    factor: 1,
  });
}

/** Of tensors of the step, such as activations and what it reads of variables; captured weights are held in bfloat16. */
function findThinProduct(
  { values, hasThinProducts }: ProductRecorder,
  { attributes, ids }: IssuedOp,
): ThinProduct | undefined {
  if (!hasThinProducts || ids.some((id) => id >= 0)) return undefined;
  const sizes = productSizes(
    attributes,
    ids.map((id) => values.shapeOf(id)),
  );
  return sizes && thinProduct(sizes);
}

/** An activation in bfloat16, with its factor; what is float32, such as an adapter's weight, stays so. */
function scaledTerm({ values, endpoint }: ProductRecorder, id: number): ScaledTerm {
  const activation = values.isReduced(id) ? values.factored(id) : undefined;
  return activation ?? { endpoint: endpoint(id), factor: 1 };
}

/** Gradients of weights are float32, as the weights are; activations are bfloat16. */
function recordThinProduct(
  recorder: ProductRecorder,
  { type, sumsRows }: ThinProduct,
  ids: readonly number[],
): TensorMetadata {
  const terms = ids.map((id) => scaledTerm(recorder, id));
  const inputs = endpointsOf(terms);
  const endpoint = recorder.add(type, inputs, [
    ...inputs.map(({ dtype }, i) => typeAttribute(i === 0 ? 'L' : 'R', dtype)),
    { name: 'factor', type: recorder.numberAttribute, value: factorOf(terms) },
    typeAttribute('U', sumsRows ? DataType.float32 : DataType.bfloat16),
  ]);
  if (!sumsRows) return reduced(recorder, { endpoint, factor: 1 });
  const tensor = newTensor(DataType.float32, endpoint.shape ?? []);
  recorder.values.set(tensor.id, endpoint);
  return tensor;
}

/** factor · a result in bfloat16, which tfjs takes for float32. */
function reduced({ values }: ProductRecorder, term: ScaledTerm): TensorMetadata {
  const tensor = newTensor(DataType.float32, term.endpoint.shape ?? []);
  values.setScaled(tensor.id, term);
  return tensor;
}

const shapesOf = (endpoints: readonly Endpoint[]): Endpoint['shape'][] => endpoints.map(({ shape }) => shape);
const endpointsOf = (terms: readonly ScaledTerm[]): Endpoint[] => terms.map(({ endpoint }) => endpoint);
const factorOf = (terms: readonly ScaledTerm[]): number =>
  terms.reduce((product, { factor }) => product * factor, 1);
