import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const root = fileURLToPath(new URL('../../../..', import.meta.url));
const ringbuf = 'node_modules/ringbuf.js/';

/** Calls of the language's own library that neither make anything nor wait. */
const harmless = new Set([
  'Float32Array.fill', 'Float64Array.fill', 'Float32Array.copyWithin', 'Uint8Array.copyWithin',
  'Float32Array.set', 'Float64Array.set',
  'Atomics.load', 'Atomics.store',
  'NumberConstructor.isInteger', 'NumberConstructor.isSafeInteger', 'NumberConstructor.isFinite',
  'output.set',
]); // prettier-ignore

type Body = ts.FunctionLikeDeclaration;

export interface Reach {
  /** Functions and methods, as Class.method. */
  reached: Set<string>;
  /** What in them a real-time thread must not do. */
  faults: string[];
}

/** A type-checked program of these files, some of which may be given as text. */
export function openProgram(files: readonly string[], texts: Readonly<Record<string, string>> = {}): ts.Program {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.Preserve,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2022.d.ts'],
    types: ['audioworklet'],
    typeRoots: [join(root, 'node_modules/@types')],
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
  };
  const host = ts.createCompilerHost(options, true);
  const getSourceFile = host.getSourceFile.bind(host);
  const fileExists = host.fileExists.bind(host);
  host.fileExists = (name) => name in texts || fileExists(name);
  host.getSourceFile = (name, target) =>
    name in texts ? ts.createSourceFile(name, texts[name]!, target, true) : getSourceFile(name, target);
  return ts.createProgram([...files, ...Object.keys(texts)], options, host);
}

/**
 * All that can be called from a function, by the types: what an interface is called for is looked for in every class that
 * implements it, and getters are calls too. `outside`: functions that come from elsewhere, or are never called in fact;
 * they are not looked into.
 */
export function search(program: ts.Program, start: string, outside: ReadonlySet<string> = new Set()): Reach {
  const checker = program.getTypeChecker();
  const classes = program.getSourceFiles().flatMap((file) => (file.isDeclarationFile ? [] : classesIn(file)));
  const ring = classesIn(parse(join(root, ringbuf, 'dist/index.mjs')));
  const reached = new Set<string>();
  const faults: string[] = [];
  const queue: Body[] = [];

  const enter = (body: Body): void => {
    const name = nameOf(body);
    if (outside.has(name) || reached.has(name)) return;
    reached.add(name);
    queue.push(body);
  };

  /** The functions that a symbol stands for; a fault where there are none to look into. */
  const follow = (symbol: ts.Symbol, where: string): void => {
    for (const declaration of symbol.declarations ?? []) {
      const name = nameOf(declaration);
      if (outside.has(name)) continue;
      const file = declaration.getSourceFile().fileName;
      if (ts.isMethodSignature(declaration) || ts.isPropertySignature(declaration)) {
        if (!file.includes('/node_modules/')) {
          const found = implementations(classes, declaration);
          if (found.length === 0) faults.push(`${where}: call of ${name}, which nothing here implements`);
          found.forEach(enter);
          continue;
        }
      }
      if (file.includes(ringbuf)) methodsOf(ring, declaration).forEach(enter);
      else if (isBody(declaration) && declaration.body) enter(declaration);
      else if (ts.isVariableDeclaration(declaration) && isFunction(declaration.initializer))
        enter(declaration.initializer);
      else if (!isHarmless(name)) faults.push(`${where}: call of ${name}`);
    }
  };

  /** The ring library is a script without types: its calls are told by their names. */
  const followName = (callee: ts.Expression, where: string): void => {
    const found = ts.isPropertyAccessExpression(callee) ? membersNamed(ring, callee.name.text) : [];
    if (found.length > 0 && callee.getText().startsWith('this.')) found.forEach(enter);
    else if (!isHarmless(callee.getText())) faults.push(`${where}: call of ${callee.getText()}`);
  };

  const visit = (node: ts.Node, where: string, types: ts.TypeChecker | null): void => {
    const fault = faultOf(node, types);
    if (fault) faults.push(`${where}: ${fault}`);
    if (ts.isCallExpression(node)) {
      const callee = ts.isNonNullExpression(node.expression) ? node.expression.expression : node.expression;
      const symbol = types && symbolOf(types, callee);
      if (symbol) follow(symbol, where);
      else if (types) faults.push(`${where}: call of something unknown, ${callee.getText()}`);
      else followName(callee, where);
    } else if (types && ts.isPropertyAccessExpression(node)) {
      symbolOf(types, node)
        ?.declarations?.filter((each) => ts.isGetAccessor(each) && !each.getSourceFile().isDeclarationFile)
        .forEach((getter) => enter(getter as Body));
    }
    ts.forEachChild(node, (child) => visit(child, where, types));
  };

  const starts = program.getSourceFiles().flatMap((file) => (file.isDeclarationFile ? [] : bodiesIn(file)));
  starts.filter((body) => nameOf(body) === start).forEach(enter);
  for (let body = queue.pop(); body; body = queue.pop()) {
    const where = nameOf(body);
    if (body.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword))
      faults.push(`${where}: promise`);
    if (body.asteriskToken) faults.push(`${where}: generator`);
    if (body.parameters.some((parameter) => parameter.dotDotDotToken)) faults.push(`${where}: rest parameter`);
    visit(body.body!, where, body.getSourceFile().fileName.includes(ringbuf) ? null : checker);
  }
  return { reached, faults };
}

function faultOf(node: ts.Node, types: ts.TypeChecker | null): string | null {
  if (ts.isNewExpression(node)) return 'new';
  if (ts.isArrayLiteralExpression(node)) return 'array literal';
  if (ts.isObjectLiteralExpression(node)) return 'object literal';
  if (ts.isRegularExpressionLiteral(node)) return 'regular expression';
  if (isFunction(node) || ts.isFunctionDeclaration(node) || ts.isClassExpression(node)) return 'closure';
  if (ts.isTemplateExpression(node) || ts.isTaggedTemplateExpression(node)) return 'string';
  if (ts.isAwaitExpression(node) || ts.isYieldExpression(node)) return 'promise';
  if (ts.isThrowStatement(node) || ts.isTryStatement(node)) return 'throw or try';
  if (ts.isForOfStatement(node) || ts.isForInStatement(node) || ts.isArrayBindingPattern(node)) return 'iterator';
  if (ts.isSpreadElement(node) || ts.isSpreadAssignment(node)) return 'spread';
  if (ts.isIdentifier(node) && (node.text === 'console' || node.text === 'Promise')) return node.text;
  if (ts.isBinaryExpression(node) && isPlus(node.operatorToken.kind)) {
    if (types && types.getTypeAtLocation(node).flags & ts.TypeFlags.StringLike) return 'string';
  }
  return null;
}

const isPlus = (kind: ts.SyntaxKind): boolean =>
  kind === ts.SyntaxKind.PlusToken || kind === ts.SyntaxKind.PlusEqualsToken;

const isFunction = (node: ts.Node | undefined): node is ts.ArrowFunction | ts.FunctionExpression =>
  node !== undefined && (ts.isArrowFunction(node) || ts.isFunctionExpression(node));

const isBody = (node: ts.Node): node is Body =>
  ts.isMethodDeclaration(node) || ts.isFunctionDeclaration(node) || ts.isGetAccessor(node);

const isHarmless = (name: string): boolean => name.startsWith('Math.') || harmless.has(name);

function symbolOf(checker: ts.TypeChecker, node: ts.Node): ts.Symbol | undefined {
  const at = ts.isPropertyAccessExpression(node) ? node.name : node;
  const symbol = checker.getSymbolAtLocation(at);
  return symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** Class.method, or the bare name of a function. */
function nameOf(node: ts.Node): string {
  const named = isFunction(node) ? node.parent : node;
  const name = (named as ts.NamedDeclaration).name?.getText() ?? '';
  const { parent } = named;
  const inside = ts.isClassDeclaration(parent) || ts.isInterfaceDeclaration(parent) ? `${parent.name?.text}.` : '';
  return inside + name;
}

const parse = (file: string): ts.SourceFile =>
  ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ESNext, true);

function classesIn(file: ts.SourceFile): ts.ClassDeclaration[] {
  return file.statements.filter((statement) => ts.isClassDeclaration(statement));
}

const bodiesOf = (nodes: readonly ts.Node[]): Body[] => nodes.filter(isBody);

function bodiesIn(file: ts.SourceFile): Body[] {
  const functions = file.statements.filter((statement) => ts.isFunctionDeclaration(statement));
  return [...functions, ...classesIn(file).flatMap((each) => bodiesOf(each.members))].filter((body) => body.body);
}

/** The methods that stand for one of an interface. */
function implementations(classes: readonly ts.ClassDeclaration[], signature: ts.TypeElement): Body[] {
  const wanted = (signature.parent as ts.InterfaceDeclaration).name?.text;
  const implementing = classes.filter((each) =>
    each.heritageClauses?.some((clause) => clause.types.some((type) => type.expression.getText() === wanted)),
  );
  const method = signature.name?.getText();
  return implementing.flatMap((each) => bodiesOf(each.members).filter((body) => body.name?.getText() === method));
}

/** In the script of the ring library, whose types say nothing about what it does. */
function methodsOf(ring: readonly ts.ClassDeclaration[], declaration: ts.Declaration): Body[] {
  const [owner, method] = nameOf(declaration).split('.');
  const members = ring.find((each) => each.name?.text === owner)?.members ?? [];
  const found = bodiesOf(members).filter((body) => body.name?.getText() === method);
  if (found.length === 0) throw new Error(`no ${owner}.${method} in the ring library`);
  return found;
}

const membersNamed = (ring: readonly ts.ClassDeclaration[], name: string): Body[] =>
  ring.flatMap((each) => bodiesOf(each.members)).filter((body) => body.name?.getText() === name);
