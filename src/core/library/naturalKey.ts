const ascii = /^[\x20-\x7e]*$/;

/**
 * Names in the order of this key, compared by code units, are in natural order: no case, no accents, numbers by their
 * value. Made once a name, it spares a collator at each of the million comparisons of a sort.
 */
export function naturalKey(name: string): string {
  const plain = (ascii.test(name) ? name : name.normalize('NFKD').replace(/\p{M}+/gu, '')).toLowerCase();
  // How many digits come before the digits themselves.
  return plain.replace(
    /0*(\d+)/g,
    (_, digits: string) => String.fromCharCode(0x30 + Math.min(digits.length, 9)) + digits,
  );
}
