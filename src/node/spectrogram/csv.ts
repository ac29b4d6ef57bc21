/** Decibels are written to the thousandth; NumPy and spreadsheets read -inf and nan. */
export function csvLine(seconds: number, levels: Float32Array): string {
  let line = String(seconds);
  for (const level of levels) line += `,${csvLevel(level)}`;
  return `${line}\n`;
}

/** The first line: what the first column holds, then the frequencies in Hz. */
export const csvHead = (hertz: Float64Array): string => `time (s),${Array.from(hertz, String).join(',')}\n`;

function csvLevel(level: number): string {
  if (level - level === 0) return level.toFixed(3);
  return level === -Infinity ? '-inf' : 'nan';
}
