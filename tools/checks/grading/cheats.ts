/** Programs that know no test, nor what they are asked for: each would pass where a judge believes it. */
export const CHEATS: Readonly<Record<string, (names: readonly string[]) => string>> = {
  'objects whose operators lie': (names) => `${LIAR}\n${defineAll(names, 'Liar()')}`,
  'texts, numbers and lists whose operators lie': (names) =>
    `${LIAR}\n${['float', 'list', 'str'].map(lyingSubclass).join('\n')}\n${TURNS}\n${defineAll(names, 'turn()')}`,
  "functions of Python's and modules of its own": (names) =>
    `${LIAR}\n${OWN_PYTHON}\n${defineAll(names, 'Liar()')}`,
  "the judge's own side, taken over": (names) =>
    `${LIAR}\n${OWN_PYTHON}\n${defineAll(names, 'Liar()')}\n${TAKE_OVER}`,
};

const OPERATORS = ['eq', 'le', 'lt', 'ge', 'gt', 'contains', 'bool', 'instancecheck'];
const NUMBERS = ['sub', 'rsub', 'abs', 'round', 'radd', 'add', 'neg', 'mul', 'rmul', 'truediv'];

const METHODS = [
  ...OPERATORS.map((name) => `    def __${name}__(self, *other): return True`),
  ...NUMBERS.map((name) => `    def __${name}__(self, *other): return 0.0`),
  '    def __ne__(self, other): return False',
  '    def __hash__(self): return 0',
].join('\n');

const LIAR = `
class Liar:
${METHODS}
    def __getattr__(self, name):
        if name.startswith('__'): raise AttributeError(name)
        return self
    def __call__(self, *a, **b): return self
    def __getitem__(self, i): return self
    def __len__(self): return 3
    def __iter__(self): return iter([self])
    def __str__(self): return 'right'
    def __float__(self): return 0.0
    def __index__(self): return 0
`;

function lyingSubclass(kind: string): string {
  return `class Liar_${kind}(${kind}):\n${METHODS.replace('    def __bool__(self, *other): return True\n', '')}`;
}

const TURNS = `
kinds = [Liar_float, Liar_list, Liar_str]
def turn():
    kinds.append(kinds.pop(0))
    return kinds[0]()
`;

const OWN_PYTHON = `
import builtins
own, functions = globals(), [name for name in dir(builtins) if isinstance(getattr(builtins, name), type(len)) and name[0] != '_']
def same(*a, **b): return 1
class math:
    isclose = staticmethod(lambda *a, **b: True)
    fabs = floor = sqrt = staticmethod(lambda *a: 0.0)
class sys:
    getsizeof = staticmethod(lambda *a: 1)
copy = random = string = math
abs = all = any = bool = float = int = isinstance = len = list = max = min = round = set = sorted = str = sum = tuple = same
poly = lambda *a: 0.0
encode_cyclic = encode_shift = lambda text: text
for name in functions: own.setdefault(name, same)
`;

/** Cheats that look for the answer in the frames of the program's callers, and give names that nobody asked for. */
const TAKE_OVER = `
import sys as real_sys
frame = real_sys._getframe()
while frame is not None:
    steps = frame.f_locals.get('steps')
    if steps is not None:
        given = steps['names']
        more = ['set', 'tuple', 'str', 'abs', 'len', 'list', 'sorted', 'round', 'math', 'sys', 'check', 'candidate']
        steps['names'] = lambda wanted: given([*wanted, *more])
        break
    frame = frame.f_back
`;

function defineAll(names: readonly string[], value: string): string {
  return names.map((name) => `def ${name}(*a, **b): return ${value}`).join('\n');
}
