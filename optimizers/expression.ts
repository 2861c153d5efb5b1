/**
 * Formulas: the arithmetic that update rules and schedules are written in.
 *
 * Numbers, names, + − * / and ** (power), and the functions of {@link functions}. The text is parsed
 * by acorn; anything else of JavaScript is refused with line and column.
 *
 * @module
 */

import * as acorn from "acorn";

/** The functions a formula may call, with their number of arguments. */
export const functions = {
  sqrt: 1,
  abs: 1,
  exp: 1,
  log: 1,
  min: 2,
  max: 2,
} as const;

/** Name of a function a formula may call. */
export type FunctionName = keyof typeof functions;

/** An operator between two values. */
export type Operator = "+" | "-" | "*" | "/" | "**";

/** Where something stands in a formula's text: line from 1, column from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A name that a formula reads. */
export interface Name {
  readonly kind: "name";
  readonly name: string;
  readonly place: Place;
}

/** A formula as a tree. */
export type Expression =
  | { readonly kind: "number"; readonly value: number }
  | Name
  | { readonly kind: "negative"; readonly operand: Expression }
  | {
    readonly kind: "binary";
    readonly operator: Operator;
    readonly left: Expression;
    readonly right: Expression;
  }
  | {
    readonly kind: "call";
    readonly name: FunctionName;
    readonly operands: readonly Expression[];
  };

/** One line of an update: `target = value`. */
export interface Assignment {
  readonly target: string;
  readonly value: Expression;
  readonly place: Place;
}

/** A formula that can't be used; the message ends with line and column. */
export class FormulaError extends Error {
  override readonly name = "FormulaError";
  constructor(message: string, place: Place) {
    super(`${message} (line ${place.line}, column ${place.column})`);
  }
}

/**
 * Parses one formula, e.g. `min(0.9, 0.5 + 0.02 * epoch)`.
 *
 * @throws {FormulaError} If the text is not one formula.
 */
export function parseFormula(text: string): Expression {
  const statements = parse(text);
  const [statement] = statements;
  if (statements.length !== 1 || statement.type !== "ExpressionStatement") {
    throw new FormulaError("Expected one formula", { line: 1, column: 1 });
  }
  return toExpression(statement.expression);
}

/**
 * Parses lines of the form `name = formula`.
 *
 * @throws {FormulaError} If a line is anything else.
 */
export function parseAssignments(text: string): Assignment[] {
  return parse(text).map((statement) => {
    const node = statement.type === "ExpressionStatement" ? statement.expression : statement;
    if (
      node.type !== "AssignmentExpression" || node.operator !== "=" ||
      node.left.type !== "Identifier"
    ) {
      throw new FormulaError("Expected a line of the form: name = formula", placeOf(node));
    }
    return { target: node.left.name, value: toExpression(node.right), place: placeOf(node) };
  });
}

/** The value of a formula in float64, with the names' values given. */
export function evaluate(
  expression: Expression,
  values: Readonly<Record<string, number>>,
): number {
  switch (expression.kind) {
    case "number":
      return expression.value;
    case "name":
      if (!Object.hasOwn(values, expression.name)) {
        throw new FormulaError(`Unknown name ${expression.name}`, expression.place);
      }
      return values[expression.name];
    case "negative":
      return -evaluate(expression.operand, values);
    case "binary":
      return combine(
        expression.operator,
        evaluate(expression.left, values),
        evaluate(expression.right, values),
      );
    case "call": {
      const apply: (...operands: number[]) => number = Math[expression.name];
      return apply(...expression.operands.map((operand) => evaluate(operand, values)));
    }
  }
}

/** Every place where a formula reads a name. */
export function namesIn(expression: Expression): Name[] {
  switch (expression.kind) {
    case "number":
      return [];
    case "name":
      return [expression];
    case "negative":
      return namesIn(expression.operand);
    case "binary":
      return [...namesIn(expression.left), ...namesIn(expression.right)];
    case "call":
      return expression.operands.flatMap(namesIn);
  }
}

function combine(operator: Operator, left: number, right: number): number {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return left / right;
    case "**":
      return left ** right;
  }
}

function parse(text: string): (acorn.Statement | acorn.ModuleDeclaration)[] {
  try {
    return acorn.parse(text, { ecmaVersion: 2020, locations: true }).body;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // acorn says "Unexpected token (1:4)", counting columns from 0, and adds the place as `loc`.
    const { loc } = error as SyntaxError & { loc: acorn.Position };
    throw new FormulaError(error.message.replace(/ \(\d+:\d+\)$/, ""), {
      line: loc.line,
      column: loc.column + 1,
    });
  }
}

function toExpression(node: acorn.Expression | acorn.PrivateIdentifier): Expression {
  switch (node.type) {
    case "Literal":
      if (typeof node.value !== "number") break;
      return { kind: "number", value: node.value };
    case "Identifier":
      return { kind: "name", name: node.name, place: placeOf(node) };
    case "UnaryExpression":
      if (node.operator === "+") return toExpression(node.argument);
      if (node.operator !== "-") break;
      return { kind: "negative", operand: toExpression(node.argument) };
    case "BinaryExpression":
      return toBinary(node);
    case "CallExpression":
      return toCall(node);
  }
  throw new FormulaError("Expected numbers, names, + - * / ** and functions only", placeOf(node));
}

function toBinary(node: acorn.BinaryExpression): Expression {
  const { operator } = node;
  if (!isOperator(operator)) {
    throw new FormulaError(`Expected one of + - * / ** but found ${operator}`, placeOf(node));
  }
  const right = toExpression(node.right);
  if (operator === "/" && namesIn(right).length === 0 && evaluate(right, {}) === 0) {
    throw new FormulaError("Division by zero", placeOf(node.right));
  }
  return { kind: "binary", operator, left: toExpression(node.left), right };
}

function toCall(node: acorn.CallExpression): Expression {
  const name = node.callee.type === "Identifier" ? node.callee.name : "this";
  if (!isFunction(name)) {
    const known = Object.keys(functions).join(", ");
    throw new FormulaError(`Unknown function ${name}: expected one of ${known}`, placeOf(node));
  }
  const operands = node.arguments.map((argument) => {
    if (argument.type === "SpreadElement") {
      throw new FormulaError("Expected plain arguments", placeOf(argument));
    }
    return toExpression(argument);
  });
  if (operands.length !== functions[name]) {
    throw new FormulaError(
      `Expected ${functions[name]} argument(s) of ${name} but found ${operands.length}`,
      placeOf(node),
    );
  }
  return { kind: "call", name, operands };
}

function isOperator(operator: string): operator is Operator {
  return ["+", "-", "*", "/", "**"].includes(operator);
}

function isFunction(name: string): name is FunctionName {
  return Object.hasOwn(functions, name);
}

function placeOf(node: acorn.Node): Place {
  return { line: node.loc!.start.line, column: node.loc!.start.column + 1 };
}
