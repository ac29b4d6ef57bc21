export function findChromium(): string | undefined;
export function findSciPy(): string | undefined;
