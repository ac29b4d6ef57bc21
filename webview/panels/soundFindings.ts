import type { Finding } from '../engine/types.ts';

const verdictWords: Readonly<Record<Finding['verdict'], string>> = { good: 'OK', bad: 'Problem', unknown: 'Not known' };

export function verdictOf({ verdict }: Finding): string {
  return verdictWords[verdict];
}

/** What the findings come to, in one sentence. */
export function conclusion(findings: readonly Finding[]): string {
  const bad = findings.filter(({ verdict }) => verdict === 'bad');
  const [first] = bad;
  if (first) {
    const others =
      bad.length > 1
        ? ` ${bad.length - 1 === 1 ? 'One more thing is' : `${bad.length - 1} more things are`} marked below.`
        : '';
    return `Most likely the reason is this: ${lowerFirst(first.what)}, ${first.value}.${others}`;
  }
  if (findings.length > 0 && findings.every(({ verdict }) => verdict === 'good')) {
    return 'Sound leaves Earshot as it should: look at the volume of the system, the chosen device, and its cable.';
  }
  return 'Nothing is wrong as far as can be told now: start playing, then check again.';
}

/** For the clipboard: verdict, what, value. */
export function findingsText(findings: readonly Finding[]): string {
  const lines = findings.map((finding) => `${verdictOf(finding)}\t${finding.what}\t${finding.value}`);
  return [conclusion(findings), ...lines].join('\n');
}

function lowerFirst(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1);
}
