import type { Node } from 'jsonc-parser';
import { didYouMean, nearest } from './nearest.ts';
import { type ConfigText, properties, type Property } from './parseConfig.ts';

/** The last of several properties of one name holds, as in JSON; the others are told of. */
export function unique(text: ConfigText, node: Node): Property[] {
  const byName = new Map<string, Property>();
  for (const property of properties(node)) {
    const before = byName.get(property.name);
    if (before) text.problem(before.key, `'${property.name}' is given twice; the last one holds.`);
    byName.delete(property.name);
    byName.set(property.name, property);
  }
  return [...byName.values()];
}

export function unknownKey(text: ConfigText, key: Node, name: string, known: readonly string[], what: string): void {
  const suggestion = nearest(name, known);
  const list = known.filter((each) => !each.startsWith('$')).map((each) => `'${each}'`);
  const rest = suggestion === undefined ? ` It has ${list.join(', ')}.` : didYouMean(suggestion);
  text.problem(key, `${what} has no '${name}'.${rest}`, suggestion);
}
