import { fileURLToPath } from 'node:url';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const engine = join(root, 'src/core/engine');

/** Every function and method of the engine and of the ring library, by name. A name stands for all that carry it. */
function functionsByName(files: readonly string[]): Map<string, ts.Node[]> {
  const found = new Map<string, ts.Node[]>();
  const add = (name: string, body: ts.Node): void => void found.set(name, [...(found.get(name) ?? []), body]);
  const visit = (node: ts.Node): void => {
    if ((ts.isMethodDeclaration(node) || ts.isFunctionDeclaration(node)) && node.name && node.body) {
      add(node.name.getText(), node.body);
    }
    if (ts.isVariableDeclaration(node) && node.initializer && ts.isArrowFunction(node.initializer)) {
      add(node.name.getText(), node.initializer.body);
    }
    ts.forEachChild(node, visit);
  };
  for (const file of files) {
    visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ESNext, true));
  }
  return found;
}

const forbiddenNames = new Set([
  'postMessage',
  'post',
  'wait',
  'notify',
  'then',
  'resolve',
  'log',
  'slice',
  'subarray',
  'map',
  'concat',
]);

function faultOf(node: ts.Node): string | null {
  if (ts.isNewExpression(node)) return 'new';
  if (ts.isArrayLiteralExpression(node)) return 'array literal';
  if (ts.isObjectLiteralExpression(node)) return 'object literal';
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return 'closure';
  if (ts.isTemplateExpression(node)) return 'string';
  if (ts.isAwaitExpression(node) || ts.isYieldExpression(node)) return 'wait';
  if (ts.isThrowStatement(node) || ts.isTryStatement(node)) return 'throw or try';
  if (ts.isForOfStatement(node) || ts.isSpreadElement(node)) return 'iterator';
  if (ts.isCallExpression(node) && forbiddenNames.has(calledName(node))) return `call of ${calledName(node)}`;
  return null;
}

function calledName(call: ts.CallExpression): string {
  const callee = call.expression;
  return ts.isPropertyAccessExpression(callee) ? callee.name.getText() : callee.getText();
}

/** All that `start` can call, and what in it a real-time thread must not do. */
function search(start: string, functions: Map<string, ts.Node[]>): { reached: Set<string>; faults: string[] } {
  const reached = new Set<string>();
  const faults: string[] = [];
  const queue = [start];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (reached.has(name) || !functions.has(name)) continue;
    reached.add(name);
    const visit = (node: ts.Node): void => {
      const fault = faultOf(node);
      if (fault) faults.push(`${name}: ${fault}`);
      if (ts.isCallExpression(node)) queue.push(calledName(node));
      ts.forEachChild(node, visit);
    };
    functions.get(name)!.forEach(visit);
  }
  return { reached, faults };
}

describe('what process() can reach', () => {
  const sources = readdirSync(engine)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(engine, name));
  const functions = functionsByName([
    ...sources,
    join(root, 'webview/engine/worklet/engine.worklet.ts'),
    join(root, 'node_modules/ringbuf.js/dist/index.mjs'),
  ]);

  it('neither posts, waits, throws, iterates nor makes anything', () => {
    const { reached, faults } = search('process', functions);
    expect(faults).toEqual([]);
    for (const name of ['#render', '#pull', 'pop', '#advance', 'next', 'foldDown', 'publish', 'hermite']) {
      expect(reached, 'the search goes deep enough').toContain(name);
    }
    for (const name of ['receive', 'takeSpent', 'push']) expect(reached, 'and no further').not.toContain(name);
  });

  it('would notice: the message handler posts and makes objects', () => {
    const { faults } = search('receive', functions);
    expect(faults).toEqual(expect.arrayContaining(['#answer: array literal', '#attach: new']));
  });
});
