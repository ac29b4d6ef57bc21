import type { FileDetails, StructureNode } from '../../../src/core/protocol/details.ts';
import { readStructure } from '../../../src/core/structure/structure.ts';
import { bytesSource } from '../formats/bytes.ts';

export const structureOf = (bytes: Uint8Array) => readStructure(bytesSource(bytes));

/** The first node of a name, anywhere. */
export function find(nodes: readonly StructureNode[], name: string): StructureNode {
  const found = search(nodes, name);
  if (!found) throw new Error(`no ${name} in ${JSON.stringify(nodes).slice(0, 400)}`);
  return found;
}

function search(nodes: readonly StructureNode[], name: string): StructureNode | undefined {
  for (const node of nodes) {
    const found = node.name === name ? node : search(node.children ?? [], name);
    if (found) return found;
  }
  return undefined;
}

export const field = (node: StructureNode, name: string): string | undefined =>
  node.fields?.find((each) => each.name === name)?.value;

/** What is wrong with a tree: nodes outside their parents or the file, siblings out of order, numbers that are none. */
export function treeFaults(nodes: readonly StructureNode[], fileBytes: number): string[] {
  const faults: string[] = [];
  const visit = (node: StructureNode, from: number, to: number, path: string): void => {
    const here = `${path}/${node.name}`;
    const whole = [node.offset, node.size].every((value) => Number.isSafeInteger(value) && value >= 0);
    if (!whole) faults.push(`${here}: ${node.offset} +${node.size}`);
    // A packet goes on in pages after the one it begins in.
    if (node.offset < from || node.offset + node.size > to) faults.push(`${here} is outside of what holds it`);
    if (node.name.length === 0 || node.name.length > 300) faults.push(`${here}: name of ${node.name.length}`);
    for (const each of node.fields ?? []) {
      if (each.offset !== undefined && !(Number.isSafeInteger(each.offset) && each.offset >= 0)) {
        faults.push(`${here}: ${each.name} at ${each.offset}`);
      }
    }
    for (const child of node.children ?? []) visit(child, node.offset, node.offset + node.size, here);
  };
  for (const node of nodes) visit(node, 0, fileBytes, '');
  return faults;
}

export const nodeCount = (nodes: readonly StructureNode[]): number =>
  nodes.reduce((sum, node) => sum + 1 + nodeCount(node.children ?? []), 0);

export const tagsOf = (details: Pick<FileDetails, 'tags'>, name: string): string[] =>
  details.tags.filter((tag) => tag.name === name).map((tag) => tag.value);

/** Little-endian numbers one after the other; [value, bytes] for other sizes than 4. */
export function le(...values: (number | [number, 1 | 2 | 4 | 8])[]): Buffer {
  return Buffer.concat(
    values.map((each) => {
      const [value, bytes] = typeof each === 'number' ? [each, 4] : each;
      const out = Buffer.alloc(8);
      out.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)));
      return out.subarray(0, bytes);
    }),
  );
}

export function be(...values: (number | [number, 1 | 2 | 4 | 8])[]): Buffer {
  return Buffer.concat(values.map((each) => Buffer.from(le(each).reverse())));
}

export const text = (value: string, length = value.length): Buffer => {
  const out = Buffer.alloc(length);
  out.write(value, 'latin1');
  return out;
};
