/** Names of the tools, for those who do not need all of them at once. */
export const toolNames = ['earshot_inspect', 'earshot_lint', 'earshot_image'] as const;
export type ToolName = (typeof toolNames)[number];

/** Paths that an input of a tool names, whatever else is wrong with it. */
export function pathsIn(input: unknown): string[] {
  const { paths, path, config } = (input ?? {}) as Record<string, unknown>;
  const texts = (value: unknown): string[] => (typeof value === 'string' ? [value] : []);
  return [...(Array.isArray(paths) ? paths.flatMap(texts) : []), ...texts(path), ...texts(config)];
}
