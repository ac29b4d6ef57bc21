import type { StructureNode } from '../../src/core/protocol/details.ts';

/** One visible line of the tree: an element of the file, or one field of it. */
export interface TreeRow {
  /** Path of indices from the root: '0/2/f1'. */
  key: string;
  level: number;
  name: string;
  /** What it is, or the value of a field. */
  words: string;
  offset: number | null;
  size: number | null;
  problem: string;
  /** null: nothing to open. */
  expanded: boolean | null;
  /** Among its brothers, from 1, and how many they are. */
  position: number;
  of: number;
  parent: string | null;
}

/** The lines to be seen: fields first, then children of every open element. */
export function treeRows(nodes: readonly StructureNode[], open: ReadonlySet<string>): TreeRow[] {
  const rows: TreeRow[] = [];
  addNodes(rows, nodes, open, '', 1, null, 0, nodes.length);
  return rows;
}

function addNodes(
  rows: TreeRow[],
  nodes: readonly StructureNode[],
  open: ReadonlySet<string>,
  prefix: string,
  level: number,
  parent: string | null,
  before: number,
  of: number,
): void {
  nodes.forEach((node, index) => {
    const key = `${prefix}${index}`;
    const { fields = [], children = [] } = node;
    const inner = fields.length + children.length;
    const expanded = inner > 0 ? open.has(key) : null;
    const [words, problem] = [node.title ?? '', node.problem ?? ''];
    const place = { position: before + index + 1, of, parent };
    rows.push({
      key,
      level,
      name: node.name,
      words,
      offset: node.offset,
      size: node.size,
      problem,
      expanded,
      ...place,
    });
    if (!expanded) return;
    fields.forEach((field, number) => {
      rows.push({
        key: `${key}/f${number}`,
        level: level + 1,
        name: field.name,
        words: field.value,
        offset: field.offset ?? null,
        size: null,
        problem: '',
        expanded: null,
        position: number + 1,
        of: inner,
        parent: key,
      });
    });
    addNodes(rows, children, open, `${key}/`, level + 1, key, fields.length, inner);
  });
}

/** Open at first: single roots, and whatever has a problem inside. */
export function firstOpen(nodes: readonly StructureNode[]): Set<string> {
  const open = new Set<string>();
  const visit = (node: StructureNode, key: string): boolean => {
    let troubled = false;
    node.children?.forEach((child, index) => {
      if (visit(child, `${key}/${index}`)) troubled = true;
    });
    if (troubled) open.add(key);
    return troubled || node.problem !== undefined;
  };
  nodes.forEach((node, index) => visit(node, String(index)));
  if (nodes.length === 1) open.add('0');
  return open;
}

export function rowText(row: TreeRow): string {
  const offset = row.offset === null ? '' : hexOffset(row.offset);
  const size = row.size === null ? '' : String(row.size);
  return [row.name, row.words, offset, size, row.problem].join('\t').trimEnd();
}

export const hexOffset = (offset: number): string => `0x${offset.toString(16).toUpperCase().padStart(8, '0')}`;
