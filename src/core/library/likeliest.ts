/** The word that one probably meant: at most a third of its letters differ, or it begins with what was typed. */
export function likeliest(typed: string, words: readonly string[]): string | null {
  let best: string | null = null;
  let least = Infinity;
  for (const word of words) {
    const distance = typed.length > 1 && word.startsWith(typed) ? 0.5 : editDistance(typed, word);
    if (distance <= Math.max(1, word.length / 3) && distance < least) [best, least] = [word, distance];
  }
  return best;
}

/** Levenshtein's: letters to insert, delete or replace. */
function editDistance(a: string, b: string): number {
  // What is far longer is no slip of the hand, and need not be compared.
  if (Math.abs(a.length - b.length) > b.length) return Infinity;
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
