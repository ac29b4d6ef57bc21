export function buildApiTests(entry?: string): Promise<string>;
