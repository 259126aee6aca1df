import { attributeOf, itemOf, sliceOf } from './attributes.ts';
import { applyFilter, type Arguments } from './filters.ts';
import { undefinedName } from './globals.ts';
import { findTest } from './jinja-tests.ts';
import { operate, operateOnOne } from './operators.ts';
import type { Scope } from './scope.ts';
import type { Call, Expression, Identifier, Member, Slice } from './syntax.ts';
import { Callable, isTrue, Tuple, Undefined, type Value } from './values.ts';

const CONSTANTS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);

/**
 * The value of an expression, as Jinja and Python give it.
 *
 * @throws {Error} where they do, and for what is not supported, by its name
 */
export function evaluate(node: Expression, scope: Scope): Value {
  switch (node.type) {
    case 'StringLiteral':
    case 'IntegerLiteral':
      return node.value;
    case 'ArrayLiteral':
      return node.value.map((item) => evaluate(item, scope));
    case 'TupleLiteral':
      return new Tuple(node.value.map((item) => evaluate(item, scope)));
    case 'ObjectLiteral':
      return new Map([...node.value].map(([key, value]) => [keyOf(key, scope), evaluate(value, scope)]));
    case 'Identifier':
      return variable(node.value, scope);
    case 'MemberExpression':
      return member(node, scope);
    case 'CallExpression':
      return call(node, scope);
    case 'BinaryExpression':
      return binary(node, scope);
    case 'UnaryExpression':
      return operateOnOne(node.operator.value, evaluate(node.argument, scope));
    case 'FilterExpression':
      return filtered(evaluate(node.operand, scope), node.filter, scope);
    case 'TestExpression': {
      const isPassed = findTest(node.test.value)(evaluate(node.operand, scope), null);
      return isPassed !== node.negate;
    }
    case 'Ternary':
      return evaluate(isTrue(evaluate(node.condition, scope)) ? node.trueExpr : node.falseExpr, scope);
    case 'SelectExpression':
      return isTrue(evaluate(node.test, scope)) ? evaluate(node.lhs, scope) : new Undefined('inline if');
    default:
      throw new Error(`${nameOf(node)} is not supported`);
  }
}

function nameOf({ type }: { readonly type: string }): string {
  return type === 'FloatLiteral' ? 'a number that is not whole' : `"${type}"`;
}

function variable(name: string, scope: Scope): Value {
  const constant = CONSTANTS.get(name);
  if (constant !== undefined) return constant;
  return scope.get(name) ?? (scope.get(name) === null ? null : undefinedName(name));
}

function keyOf(key: Expression, scope: Scope): string {
  const value = evaluate(key, scope);
  if (typeof value === 'string') return value;
  throw new Error('a dictionary with a key that is no text is not supported');
}

function member({ object, property, computed }: Member, scope: Scope): Value {
  const value = evaluate(object, scope);
  if (property.type === 'SliceExpression') return sliceOf(value, bounds(property, scope));
  if (computed) return itemOf(value, evaluate(property, scope));
  if (property.type === 'Identifier') return attributeOf(value, property.value);
  return itemOf(value, evaluate(property, scope));
}

function bounds({ start, stop, step }: Slice, scope: Scope): (number | undefined)[] {
  return [start, stop, step].map((bound) => {
    const value = bound === undefined ? null : evaluate(bound, scope);
    if (value === null) return undefined;
    if (typeof value === 'number') return value;
    throw new Error('slice indices must be integers or None');
  });
}

function call({ callee, args }: Call, scope: Scope): Value {
  const target = evaluate(callee, scope);
  if (target instanceof Undefined) throw new Error(`'${target.what}' is undefined`);
  if (!(target instanceof Callable)) throw new Error('what is no function is called');
  const given = argumentsOf(args, scope);
  return target.call(given.args, given.named);
}

/** Positional and named arguments. */
export function argumentsOf(list: readonly Expression[], scope: Scope): Arguments {
  const args: Value[] = [];
  const named = new Map<string, Value>();
  for (const argument of list) {
    if (argument.type === 'KeywordArgumentExpression')
      named.set(argument.key.value, evaluate(argument.value, scope));
    else args.push(evaluate(argument, scope));
  }
  return { args, named };
}

function filtered(value: Value, node: Identifier | Call, scope: Scope): Value {
  if (node.type === 'Identifier') return applyFilter(node.value, value, { args: [], named: new Map() });
  if (node.callee.type !== 'Identifier') throw new Error('a filter without a name is not supported');
  return applyFilter(node.callee.value, value, argumentsOf(node.args, scope));
}

function binary(node: Extract<Expression, { type: 'BinaryExpression' }>, scope: Scope): Value {
  const { value: operator } = node.operator;
  const left = evaluate(node.left, scope);
  if (operator === 'and') return isTrue(left) ? evaluate(node.right, scope) : left;
  if (operator === 'or') return isTrue(left) ? left : evaluate(node.right, scope);
  return operate(operator, left, evaluate(node.right, scope));
}
