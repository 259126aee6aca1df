import { currentBinding, DataType, type Endpoint } from '../native/binding.ts';
import { Graph } from './graph.ts';
import { StepValues } from './step-values.ts';

let graph: Graph;
let values: StepValues;
beforeEach(() => {
  graph = new Graph(currentBinding());
  values = new StepValues(graph);
});
afterEach(() => graph.dispose());

const input = (dtype: number, ...shape: number[]): Endpoint => graph.placeholder({ dtype, shape });
const float32s = new Map<number, Endpoint>();
const endpointOf = (id: number): Endpoint => float32s.get(id) as Endpoint;
/** Notes x + y. */
function add(x: number, y: number, id: number): void {
  const sum = values.sumOf([x, y], endpointOf);
  if (sum === undefined) throw new Error('Expected a sum');
  values.setSum(id, sum);
}
/** Numbers of terms in bfloat16 and in float32 of the sums that an endpoint is computed by. */
const sumsOf = (end: Endpoint | undefined): unknown[] =>
  graph
    .operationsOf({ outputs: [end?.id ?? NaN], controls: [] })
    .filter(({ type }) => type === 'LamellaSum')
    .map(({ attributes }) => attributes.flatMap(({ name, value }) => ('NM'.includes(name) ? [value] : [])));

test('a value has the type that an op gave it until another one is asked for, which is made once', () => {
  values.set(-1, input(DataType.float32, 4, 8));
  values.setReduced(-2, input(DataType.bfloat16, 4, 8));
  expect([values.isReduced(-1), values.isReduced(-2), values.isReduced(undefined)]).toEqual([
    false,
    true,
    false,
  ]);
  expect([values.either(-1), values.either(-2)].map((one) => one?.dtype)).toEqual([
    DataType.float32,
    DataType.bfloat16,
  ]);
  const wide = values.get(-2);
  expect([wide?.dtype, wide?.shape]).toEqual([DataType.float32, [4, 8]]);
  expect(values.get(-2)?.id).toBe(wide?.id);
  expect(values.narrow(-1)?.id).toBe(values.narrow(-1)?.id);
  expect([values.get(-9), values.narrow(-9), values.either(-9), values.factored(-9)]).toEqual(
    new Array(4).fill(undefined),
  );
});

test('a sum of sums is one op, in the type that is asked for', () => {
  for (const id of [-1, -2, -3]) values.setReduced(id, input(DataType.bfloat16, 4, 8));
  add(-1, -2, -4);
  add(-3, -4, -5);
  expect(values.isReduced(-5)).toBe(true);
  const [narrow, wide] = [values.narrow(-5), values.get(-5)];
  expect([narrow?.dtype, wide?.dtype]).toEqual([DataType.bfloat16, DataType.float32]);
  expect([sumsOf(narrow), sumsOf(wide)]).toEqual([[[3, 0]], [[3, 0]]]);
});

test('a long sum is computed before more is added', () => {
  for (let id = -1; id >= -10; id--) values.setReduced(id, input(DataType.bfloat16, 4, 8));
  add(-1, -2, -102);
  for (let id = -3; id >= -10; id--) add(id + 1 - 100, id, id - 100);
  expect(sumsOf(values.narrow(-110))).toEqual([
    [8, 0],
    [3, 0],
  ]);
});

test('what is float32 stays so in a sum, and a bias is a row', () => {
  values.setReduced(-1, input(DataType.bfloat16, 4, 8));
  float32s.set(1, input(DataType.float32, 8));
  float32s.set(2, input(DataType.float32, 4, 8));
  float32s.set(3, input(DataType.float32, 4, 1));
  float32s.set(4, input(DataType.int32, 8));
  add(1, -1, -2);
  expect(values.biasedProduct(-2)?.map(({ shape }) => shape)).toEqual([[4, 8], [8]]);
  add(-2, 2, -3);
  expect([values.isReduced(-2), values.isReduced(-3)]).toEqual([true, false]);
  expect(values.either(-3)?.dtype).toBe(DataType.float32);
  expect(values.biasedProduct(-3)).toBeUndefined();
  const others = [-1, -2].flatMap((x) => [3, 4, ...(x === -2 ? [1] : [])].map((y) => [x, y] as const));
  for (const pair of [...others, [2, 2] as const]) expect(values.sumOf(pair, endpointOf)).toBeUndefined();
});

test('factors are multiplied, and belong to the term', () => {
  values.setReduced(-1, input(DataType.bfloat16, 4, 8));
  values.setSum(-2, values.scaled(-1, 3));
  values.setSum(-3, values.scaled(-2, 2));
  expect([values.factored(-3)?.factor, values.factored(-1)?.factor]).toEqual([6, 1]);
  values.setScaled(-4, { endpoint: values.narrow(-1) as Endpoint, factor: 5 });
  expect([values.shapeOf(-4), values.factored(-4)?.factor]).toEqual([[4, 8], 5]);
  values.setSame(-5, -4);
  expect(values.factored(-5)?.factor).toBe(5);
  float32s.set(1, input(DataType.float32, 8));
  add(-1, 1, -6);
  values.setSum(-7, values.scaled(-6, 2));
  expect(sumsOf(values.get(-7))).toEqual([
    [1, 0],
    [1, 0],
  ]);
});

test('a bfloat16 tensor that a float32 one was made from is taken where bfloat16 is asked for', () => {
  const narrow = input(DataType.bfloat16, 4, 8);
  values.set(-1, graph.cast(narrow.id, DataType.bfloat16, DataType.float32));
  values.setNarrow(-1, narrow);
  expect([values.narrow(-1)?.id, values.isReduced(-1)]).toEqual([narrow.id, false]);
});
