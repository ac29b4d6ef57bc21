import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { lint } from '../../core/lint/lint.ts';
import type { ResolvedConfig } from '../../core/lint/config/config.ts';
import type { LintFacts } from '../../core/lint/facts.ts';
import type { Severity } from '../../core/lint/rule.ts';
import { Emitter } from '../../core/util/emitter.ts';
import { Interrupted } from '../../node/clientFiles.ts';
import { type AudioProblem, problemOf, unreadable } from './audioProblem.ts';
import { slashed } from '../../core/lint/config/paths.ts';
import type { LintConfigs } from './lintConfigs.ts';
import { Slices } from '../slices.ts';

/** Files under way at a time: as one is opened another is scanned. */
const AT_A_TIME = 4;

export interface LintSummary {
  readonly files: number;
  /** Files that the configuration leaves out. */
  readonly ignored: number;
  readonly withProblems: number;
  readonly counts: Readonly<Record<Severity, number>>;
  readonly interrupted: boolean;
}

interface Parts {
  readonly configs: LintConfigs;
  readonly read: (path: string, signal: AbortSignal) => Promise<LintFacts | null>;
  readonly problems: { of(path: string): readonly AudioProblem[]; set(path: string, problems: AudioProblem[]): void };
  readonly log: (line: string) => void;
}

interface RunOptions {
  readonly signal: AbortSignal;
  /** After each file. */
  readonly onFile?: (done: number, of: number) => void;
  /** Files of which the same is asked as before are passed over. */
  readonly onlyIfOther?: boolean;
}

/** Verdicts on files of the workspace. What was asked of each is known, so that another configuration costs no more than it changes. */
export class WorkspaceLint {
  /** Of a file, there is another verdict. */
  readonly onVerdict = new Emitter<string>();
  readonly #parts: Parts;
  readonly #slices = new Slices();
  /** What was last asked of each file that was checked. */
  readonly #asked = new Map<string, string>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  hasChecked(path: string): boolean {
    return this.#asked.has(path);
  }

  checkedBelow(governs: (folder: string) => boolean): string[] {
    return [...this.#asked.keys()].filter((path) => governs(posix.dirname(slashed(path))));
  }

  async check(paths: readonly string[], options: RunOptions): Promise<LintSummary> {
    const { signal, onFile } = options;
    const counts = { error: 0, warning: 0, info: 0 };
    let [done, ignored, withProblems] = [0, 0, 0];
    const waiting = paths.values();
    const work = async (): Promise<void> => {
      for (const path of waiting) {
        if (signal.aborted) return;
        const outcome = await this.#checkOne(path, options);
        if (outcome === 'interrupted') return;
        if (outcome === 'ignored') ignored++;
        const problems = this.#parts.problems.of(path);
        if (problems.length > 0) withProblems++;
        for (const { severity } of problems) counts[severity]++;
        done++;
        onFile?.(done, paths.length);
        await this.#slices.next();
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, work));
    return { files: done, ignored, withProblems, counts, interrupted: signal.aborted };
  }

  /** It is gone, or no verdict on it is wanted any more. */
  forget(path: string): void {
    if (!this.#asked.delete(path)) return;
    this.#parts.problems.set(path, []);
    this.onVerdict.emit(path);
  }

  /** A file or folder is gone. */
  forgetBelow(path: string): void {
    const below = (each: string): boolean => each === path || /^[\\/]/.test(each.slice(path.length));
    for (const each of [...this.#asked.keys()]) if (each.startsWith(path) && below(each)) this.forget(each);
  }

  forgetAll(): void {
    for (const path of [...this.#asked.keys()]) this.forget(path);
  }

  async #checkOne(
    path: string,
    { signal, onlyIfOther }: RunOptions,
  ): Promise<'judged' | 'same' | 'ignored' | 'interrupted'> {
    const config = await this.#parts.configs.of(slashed(path));
    if (config.ignores(slashed(path))) {
      this.forget(path);
      return 'ignored';
    }
    const asked = askedOf(config, path);
    if (onlyIfOther && this.#asked.get(path) === asked) return 'same';
    try {
      const facts = await this.#parts.read(path, signal);
      if (facts) {
        this.#asked.set(path, asked);
        this.#parts.problems.set(path, problemsOf(facts, config, path));
        this.onVerdict.emit(path);
      } else this.forget(path);
    } catch (error) {
      if (error instanceof Interrupted) return 'interrupted';
      this.#parts.log(`${path}: ${String(error)}`);
    }
    return 'judged';
  }
}

function problemsOf(facts: LintFacts, config: ResolvedConfig, path: string): AudioProblem[] {
  const { error, decode } = facts.report;
  const broken = error ? [unreadable(error.message)] : [];
  if (error && decode.framesDecoded === 0) return broken;
  const file = slashed(path);
  const found = lint(facts, config.rulesFor(file), config.nameOf(file));
  return [...broken, ...found.map((each) => problemOf(each, facts))];
}

/** Equal where a verdict can differ by the facts only. */
function askedOf(config: ResolvedConfig, path: string): string {
  const rules = config.rulesFor(slashed(path)).map(({ rule, ...active }) => ({ ...active, rule: rule.id }));
  return createHash('sha1')
    .update(JSON.stringify([config.nameOf(slashed(path)), rules]))
    .digest('base64');
}
