import type { LintFinding } from '../../core/lint/lint.ts';
import { severities } from '../../core/lint/rule.ts';
import type { Finding, ShownFinding } from '../../core/protocol/measures.ts';

/** What the scan has found and what rules miss, as one list. What both have is shown once, as the rule has it. */
export function shownFindings(
  found: readonly Finding[],
  violations: readonly LintFinding[],
  nameOf: (path: string) => string,
): ShownFinding[] {
  const others = found.filter((finding) => !violations.some((violation) => isSame(finding, violation)));
  const asked = violations.map(({ active: { from }, ...finding }): ShownFinding => {
    const demandedBy = 'preset' in from ? { preset: from.preset } : { path: nameOf(from.path), line: from.line };
    return { ...finding, demandedBy };
  });
  return [...asked, ...others].sort(
    (a, b) =>
      severities.indexOf(a.severity) - severities.indexOf(b.severity) || (a.startFrame ?? -1) - (b.startFrame ?? -1),
  );
}

/** A rule may begin or end its span elsewhere than the scan does. */
function isSame(a: Finding, b: Finding): boolean {
  if (a.rule !== b.rule || (a.channel !== b.channel && a.channel !== null && b.channel !== null)) return false;
  if (a.startFrame === null || b.startFrame === null) return a.startFrame === b.startFrame;
  const end = ({ startFrame, endFrame }: Finding): number => endFrame ?? startFrame! + 1;
  return a.startFrame === b.startFrame || (a.startFrame < end(b) && b.startFrame < end(a));
}
