import type { LintSummary } from './workspaceLint.ts';

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** 'Checked 1,203 audio files: 3 errors and 12 warnings in 5 files.' */
export function lintSummary({ files, ignored, withProblems, counts, interrupted }: LintSummary): string {
  const checked = files - ignored;
  const left = ignored > 0 ? `; ${counted(ignored, 'file is', 'files are')} ignored by the configuration` : '';
  const what = [
    ...(counts.error ? [counted(counts.error, 'error')] : []),
    ...(counts.warning ? [counted(counts.warning, 'warning')] : []),
    ...(counts.info ? [counted(counts.info, 'info')] : []),
  ];
  if (files === 0 && !interrupted) return 'There is no audio file to check.';
  const found = what.length > 0 ? `${listed(what)} in ${counted(withProblems, 'file')}` : 'no problem';
  return `${interrupted ? 'Cancelled; checked' : 'Checked'} ${counted(checked, 'audio file')}: ${found}${left}.`;
}

const listed = (words: readonly string[]): string =>
  words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)}` : (words[0] ?? '');
