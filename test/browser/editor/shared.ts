// Runs in the page: what is worked out slowly, and is the same in each page, is kept by the harness.

const toText = (_: string, value: unknown): unknown => {
  if (value instanceof Float32Array) return { floats: [...value].map(String) };
  // JSON has null for it, which means something else.
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${value} in what pages share`);
  return value;
};

const fromText = (_: string, value: unknown): unknown => {
  const isFloats = typeof value === 'object' && value !== null && 'floats' in value;
  return isFloats ? Float32Array.from(value.floats as string[], Number) : value;
};

/** Holds the page up until it is there, as working it out would. */
export function shared<T extends object>(key: readonly unknown[], make: () => T): T {
  const ask = (method: string, body?: string): XMLHttpRequest => {
    const request = new XMLHttpRequest();
    request.open(method, `/shared?${encodeURIComponent(JSON.stringify(key))}`, false);
    request.send(body);
    return request;
  };
  const there = ask('GET');
  if (there.status === 200) return JSON.parse(there.responseText, fromText) as T;
  const made = make();
  ask('PUT', JSON.stringify(made, toText));
  return made;
}
