export function buildApiTests(): Promise<string>;
