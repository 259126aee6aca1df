import { evaluate } from './expressions.ts';
import { setAttribute } from './globals.ts';
import { Scope } from './scope.ts';
import {
  type Expression,
  type ForLoop,
  GENERATION_MARK,
  type Macro,
  type SetStatement,
  type Statement,
} from './syntax.ts';
import { Callable, isTrue, iterate, Namespace, textOf, Undefined, type Value } from './values.ts';

/** How a block ended. */
type Ending = 'end' | 'break' | 'continue';

/** A part of a text, in UTF-16 code units. */
export interface Span {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** The output of a template. */
export interface Printed {
  readonly text: string;
  /** The spans printed in blocks "generation", except in those of macros and of blocks that set a variable. */
  readonly generated: readonly Span[];
}

interface Output {
  text: string;
  readonly generated: Span[];
}

/** @throws {Error} for what is not supported, by its name */
export function render(body: readonly Statement[], scope: Scope): Printed {
  const output: Output = { text: '', generated: [] };
  run(body, scope, output);
  return output;
}

function run(body: readonly Statement[], scope: Scope, output: Output): Ending {
  for (const statement of body) {
    const ending = runOne(statement, scope, output);
    if (ending !== 'end') return ending;
  }
  return 'end';
}

function runOne(node: Statement, scope: Scope, output: Output): Ending {
  switch (node.type) {
    case 'Comment':
      return 'end';
    case 'Break':
      return 'break';
    case 'Continue':
      return 'continue';
    case 'If':
      if (node.test.type === 'Identifier' && node.test.value === GENERATION_MARK)
        return runGeneration(node.body, scope, output);
      return run(isTrue(evaluate(node.test, scope)) ? node.body : node.alternate, scope, output);
    case 'For':
      return runLoop(node, scope, output);
    case 'Set':
      setVariable(node, scope);
      return 'end';
    case 'Macro':
      scope.set(node.name.value, makeMacro(node, scope));
      return 'end';
    case 'CallStatement':
    case 'FilterStatement':
      throw new Error(`"${node.type === 'CallStatement' ? 'call' : 'filter'}" as a block is not supported`);
    default:
      output.text += textOf(evaluate(node, scope));
      return 'end';
  }
}

function runGeneration(body: readonly Statement[], scope: Scope, output: Output): Ending {
  const start = output.text.length;
  const ending = run(body, scope, output);
  output.generated.push({ start, end: output.text.length });
  return ending;
}

/** Each round has a scope of its own: what it sets, the next one doesn't see. */
function runLoop({ loopvar, iterable, body, defaultBlock }: ForLoop, scope: Scope, output: Output): Ending {
  const isSelected = iterable.type === 'SelectExpression';
  const all = iterate(evaluate(isSelected ? iterable.lhs : iterable, scope));
  const items = all.filter((item) => {
    if (!isSelected) return true;
    const inner = new Scope(scope);
    assign(loopvar, item, inner);
    return isTrue(evaluate(iterable.test, inner));
  });
  for (const [index, item] of items.entries()) {
    const inner = new Scope(scope, [['loop', loopOf(items, index)]]);
    assign(loopvar, item, inner);
    if (run(body, inner, output) === 'break') break;
  }
  return items.length === 0 ? run(defaultBlock, new Scope(scope), output) : 'end';
}

function loopOf(items: readonly Value[], index: number): Value {
  const loop = new Namespace();
  const values: Readonly<Record<string, Value>> = {
    index: index + 1,
    index0: index,
    revindex: items.length - index,
    revindex0: items.length - index - 1,
    first: index === 0,
    last: index === items.length - 1,
    length: items.length,
    previtem: items[index - 1] ?? (index > 0 ? null : new Undefined('there is no previous item')),
    nextitem: items[index + 1] ?? (index < items.length - 1 ? null : new Undefined('there is no next item')),
  };
  for (const [name, value] of Object.entries(values)) loop.attributes.set(name, value);
  for (const name of ['cycle', 'changed', 'depth', 'depth0'])
    loop.attributes.set(name, refused(`loop.${name}`));
  return loop;
}

/** A value that may not be used: calling it or printing it is an error. */
function refused(name: string): Value {
  return new Callable(() => {
    throw new Error(`"${name}" is not supported`);
  });
}

function setVariable({ assignee, value, body }: SetStatement, scope: Scope): void {
  assign(assignee, value === null ? render(body, new Scope(scope)).text : evaluate(value, scope), scope);
}

function assign(target: Expression, value: Value, scope: Scope): void {
  if (target.type === 'Identifier') scope.set(target.value, value);
  else if (target.type === 'TupleLiteral') {
    const parts = iterate(value);
    if (parts.length !== target.value.length)
      throw new Error(`${target.value.length} values to unpack, got ${parts.length}`);
    for (const [i, part] of target.value.entries()) assign(part, parts[i] as Value, scope);
  } else if (target.type === 'MemberExpression' && target.property.type === 'Identifier' && !target.computed)
    setAttribute(evaluate(target.object, scope), target.property.value, value);
  else throw new Error(`setting a "${target.type}" is not supported`);
}

/** A macro sees the variables where it stands, not those where it is called. */
function makeMacro({ name, args: parameters, body }: Macro, scope: Scope): Value {
  return new Callable((args, named) => {
    const inner = new Scope(scope);
    const names = parameters.map((one) => (one.type === 'Identifier' ? one.value : one.key.value));
    const stranger = [...named.keys()].find((key) => !names.includes(key));
    if (stranger !== undefined || args.length > names.length)
      throw new Error(`macro '${name.value}' takes no argument ${stranger ?? args.length}`);
    for (const [i, parameter] of parameters.entries()) {
      const key = names[i] ?? '';
      const given = args[i] ?? (args.length > i ? null : named.get(key));
      const fallback = (): Value =>
        parameter.type === 'Identifier' ? new Undefined(key) : evaluate(parameter.value, inner);
      inner.set(key, given ?? (named.has(key) || args.length > i ? null : fallback()));
    }
    return render(body, inner).text;
  });
}
