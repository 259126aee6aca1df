import { parse, tokenize } from '@huggingface/jinja';
import { checkOperators } from './check-operators.ts';

/** An operator or a name with its text. */
interface Word {
  readonly value: string;
}

/** Expressions as the parser gives them. */
export type Expression =
  | { readonly type: 'IntegerLiteral'; readonly value: number }
  | { readonly type: 'FloatLiteral'; readonly value: number }
  | { readonly type: 'StringLiteral'; readonly value: string }
  | { readonly type: 'ArrayLiteral' | 'TupleLiteral'; readonly value: readonly Expression[] }
  | { readonly type: 'ObjectLiteral'; readonly value: ReadonlyMap<Expression, Expression> }
  | Identifier
  | Member
  | Call
  | {
      readonly type: 'BinaryExpression';
      readonly operator: Word;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly type: 'UnaryExpression'; readonly operator: Word; readonly argument: Expression }
  | { readonly type: 'FilterExpression'; readonly operand: Expression; readonly filter: Identifier | Call }
  | {
      readonly type: 'TestExpression';
      readonly operand: Expression;
      readonly negate: boolean;
      readonly test: Identifier;
    }
  | { readonly type: 'SelectExpression'; readonly lhs: Expression; readonly test: Expression }
  | {
      readonly type: 'Ternary';
      readonly condition: Expression;
      readonly trueExpr: Expression;
      readonly falseExpr: Expression;
    }
  | Slice
  | KeywordArgument
  | { readonly type: 'SpreadExpression' | 'KeywordSpreadExpression' };

export interface Identifier {
  readonly type: 'Identifier';
  readonly value: string;
}
export interface Member {
  readonly type: 'MemberExpression';
  readonly object: Expression;
  readonly property: Expression;
  readonly computed: boolean;
}
export interface Call {
  readonly type: 'CallExpression';
  readonly callee: Expression;
  readonly args: readonly Expression[];
}
export interface Slice {
  readonly type: 'SliceExpression';
  readonly start?: Expression;
  readonly stop?: Expression;
  readonly step?: Expression;
}
export interface KeywordArgument {
  readonly type: 'KeywordArgumentExpression';
  readonly key: Identifier;
  readonly value: Expression;
}

export interface ForLoop {
  readonly type: 'For';
  readonly loopvar: Expression;
  readonly iterable: Expression;
  readonly body: readonly Statement[];
  readonly defaultBlock: readonly Statement[];
}
export interface SetStatement {
  readonly type: 'Set';
  readonly assignee: Expression;
  readonly value: Expression | null;
  readonly body: readonly Statement[];
}
export interface Macro {
  readonly type: 'Macro';
  readonly name: Identifier;
  readonly args: readonly (Identifier | KeywordArgument)[];
  readonly body: readonly Statement[];
}

/** Statements as the parser gives them; expressions print their value. */
export type Statement =
  | Expression
  | ForLoop
  | SetStatement
  | Macro
  | {
      readonly type: 'If';
      readonly test: Expression;
      readonly body: readonly Statement[];
      readonly alternate: readonly Statement[];
    }
  | { readonly type: 'Break' | 'Continue' | 'Comment' | 'CallStatement' | 'FilterStatement' };

/** Syntax that the parser reads otherwise than Jinja, with its name in an error. */
const MISREAD: readonly (readonly [RegExp, string])[] = [
  [/^[ \t]+\{-/m, 'a text "{-" after spaces'],
  [/-\}\n/, 'a text "-}" at the end of a line'],
  [
    /\{%-?\s*generation\b(?:(?!endgeneration).)*?\{%-?\s*set\s+\w+\s*(?:=|-?%\})/s,
    '"set" inside of "generation"',
  ],
  [/\{%-?\s*raw\b/, '"raw"'],
];

/**
 * The name that transformers' blocks "generation", around what the assistant says, have in the tree: a condition that always
 * holds. The parser would leave them out.
 */
export const GENERATION_MARK = '__generation__';

/** Whether a template marks what the assistant says. */
export function hasGenerationMarks(source: string): boolean {
  return /\{%-?\s*generation\s*-?%\}/.test(source.replace(/\{#.*?#\}/gs, ''));
}

/**
 * The syntax tree of a template, with blocks trimmed as `transformers` has them.
 *
 * @throws {Error} for what can't be read, and for what would be read otherwise than by Jinja
 */
export function parseTemplate(source: string): readonly Statement[] {
  const text = source.replace(/\r\n?/g, '\n');
  const misread = MISREAD.find(([pattern]) => pattern.test(text));
  if (misread !== undefined) throw new Error(`${misread[1]} is not supported`);
  const marked = text
    .replace(/\{%(-?)\s*generation\s*(-?)%\}/g, `{%$1 if ${GENERATION_MARK} $2%}`)
    .replace(/\{%(-?)\s*endgeneration\s*(-?)%\}/g, '{%$1 endif $2%}');
  const tokens = tokenize(marked, { trim_blocks: true, lstrip_blocks: true });
  checkOperators(tokens);
  const { body } = parse(tokens);
  return body as unknown as readonly Statement[];
}
