import {
  type Attribute,
  DataType,
  type Endpoint,
  type TensorMetadata,
  typeAttribute,
} from '../native/binding.ts';
import { takesBias } from './fold-bias.ts';
import type { Graph } from './graph.ts';
import { gradientByProduct } from './product-endings.ts';
import { newTensor, type StepValues } from './step-values.ts';

/** Ops of the binding's own that read and write activations in either type, with the inputs that they do so with. */
const OWN_OPS: ReadonlyMap<string, readonly number[]> = new Map([
  ['LamellaAttention', [0, 1, 2]],
  ['LamellaAttentionGradient', [0, 1, 2, 3]],
  ['LamellaDistanceAttention', [0, 1, 2]],
  ['LamellaDistanceAttentionGradient', [0, 1, 2, 3]],
  ['LamellaDropout', [0]],
  ['LamellaGelu', [0]],
  ['LamellaLayerNorm', [0, 2]],
  ['LamellaLayerNormGradient', [0, 1]],
  ['LamellaRmsNorm', [0]],
  ['LamellaRmsNormGradient', [0, 1]],
  ['LamellaSilu', [0]],
  ['LamellaSoftmax', [0]],
  ['LamellaSoftmaxGradient', [0, 1]],
]);

/** Ops that give parts of their first input as they are, with the attribute that is its type. */
const VIEWS: ReadonlyMap<string, string> = new Map([
  ['ExpandDims', 'T'],
  ['GatherV2', 'Tparams'],
  ['LamellaAfter', 'T'],
  ['Reshape', 'T'],
  ['Slice', 'T'],
  ['Transpose', 'T'],
]);

/** An op as tfjs issues it. */
export interface IssuedOp {
  readonly type: string;
  readonly attributes: readonly Attribute[];
  readonly ids: readonly number[];
}

/** What the flow needs of the recorder. */
export interface FlowRecorder {
  readonly graph: Graph;
  readonly values: StepValues;
  /** Adds an op. */
  add(type: string, inputs: readonly Endpoint[], attributes: readonly Attribute[]): readonly Endpoint[];
  /** A tensor as tfjs takes it. */
  endpoint(id: number): Endpoint;
  /** A tensor in bfloat16 where it was made so, otherwise as tfjs takes it. */
  either(id: number): Endpoint;
}

/**
 * bfloat16 from product to product: what comes out of a matrix product stays in bfloat16 on its way through views, sums and the binding's own ops,
 * which compute in float32 and round once. Other ops get float32.
 *
 * @returns the op's results, or undefined for one that isn't recorded so
 */
export function recordInBfloat16(recorder: FlowRecorder, op: IssuedOp): TensorMetadata[] | undefined {
  const { type, ids } = op;
  const [x = 0, y = 0] = ids;
  if (OWN_OPS.has(type)) return recordOwn(recorder, op);
  if (VIEWS.has(type)) return recordView(recorder, op);
  if (type === 'Add' || type === 'AddV2') return recordSum(recorder, [x, y]);
  return type === 'Mul' ? recordProduct(recorder, [x, y]) : undefined;
}

function recordOwn(recorder: FlowRecorder, { type, attributes, ids }: IssuedOp): TensorMetadata[] {
  const activations = OWN_OPS.get(type) ?? [];
  const read = (id: number, i: number): Endpoint =>
    activations.includes(i) ? recorder.either(id) : recorder.endpoint(id);
  const [x = 0, bias = 0, ...rest] = ids;
  const product = takesBias(type, () => recorder.endpoint(bias))
    ? recorder.values.biasedProduct(x)
    : undefined;
  const inputs = product ? [...product, ...rest.map((id, i) => read(id, i + 2))] : ids.map(read);
  const reduced = [...attributes, typeAttribute('U', DataType.bfloat16)];
  return recorder.add(type, inputs, reduced).map((output) => newActivation(recorder, output));
}

function recordView(
  recorder: FlowRecorder,
  { type, attributes, ids }: IssuedOp,
): TensorMetadata[] | undefined {
  const { values } = recorder;
  const [x = 0, ...rest] = ids;
  // The second input of this one is only waited for.
  const waits = type === 'LamellaAfter';
  if (!values.isReduced(x) && !(waits && rest.some((id) => values.isReduced(id)))) return undefined;
  if (type === 'Reshape' && keepsShape(recorder, [x, rest[0] ?? 0])) {
    const tensor = newTensor(DataType.float32, values.shapeOf(x));
    values.setSame(tensor.id, x);
    return [tensor];
  }
  const others = rest.map((id) => (waits ? recorder.either(id) : recorder.endpoint(id)));
  const typed = reduceType(attributes, VIEWS.get(type));
  const outputs = recorder.add(type, [recorder.either(x), ...others], typed);
  return outputs.map((output) => newActivation(recorder, output));
}

function keepsShape(
  { graph, values, endpoint }: FlowRecorder,
  [x, shape]: readonly [number, number],
): boolean {
  return graph.constantNumbers(endpoint(shape).id)?.join() === values.shapeOf(x).join();
}

function recordSum(recorder: FlowRecorder, [x, y]: readonly [number, number]): TensorMetadata[] | undefined {
  const sum = recorder.values.sumOf([x, y], (id) => recorder.endpoint(id));
  if (sum === undefined) return undefined;
  const tensor = newTensor(DataType.float32, sum.shape);
  recorder.values.setSum(tensor.id, sum);
  return [tensor];
}

/** Of an activation and a constant, or of two activations. */
function recordProduct(recorder: FlowRecorder, ids: readonly [number, number]): TensorMetadata[] | undefined {
  const { values } = recorder;
  const [x, y] = values.isReduced(ids[0]) ? ids : [ids[1], ids[0]];
  if (!values.isReduced(x)) return undefined;
  if (!values.isReduced(y)) {
    const numbers = recorder.graph.constantNumbers(recorder.endpoint(y).id);
    const [factor] = numbers ?? [];
    if (factor === undefined || numbers?.length !== 1) return undefined;
    const scaled = values.scaled(x, factor);
    const tensor = newTensor(DataType.float32, scaled.shape);
    values.setSum(tensor.id, scaled);
    return [tensor];
  }
  const factors = [recorder.either(x), recorder.either(y)] as const;
  if (factors[0].shape?.join() !== factors[1].shape?.join()) return undefined;
  const ended = gradientByProduct(recorder.graph, factors);
  if (ended !== undefined) return [newActivation(recorder, ended)];
  const type = typeAttribute('U', DataType.bfloat16);
  return recorder.add('LamellaProduct', factors, [type]).map((output) => newActivation(recorder, output));
}

/** A result of an op that is to be taken for float32. */
function newActivation(recorder: FlowRecorder, output: Endpoint): TensorMetadata {
  const isReduced = output.dtype === DataType.bfloat16;
  const tensor = newTensor(isReduced ? DataType.float32 : output.dtype, output.shape ?? []);
  if (isReduced) recorder.values.setReduced(tensor.id, output);
  else recorder.values.set(tensor.id, output);
  return tensor;
}

/** The attributes of an op whose type, an attribute of this name, is to be bfloat16. */
export function reduceType(attributes: readonly Attribute[], name: string | undefined): Attribute[] {
  return attributes.map((a) => (a.name === name ? { ...a, value: DataType.bfloat16 } : a));
}
