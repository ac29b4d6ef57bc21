import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { LintFacts } from '../../core/lint/facts.ts';
import { lint } from '../../core/lint/lint.ts';
import type { FileMeasures, ShownMeasures } from '../../core/protocol/measures.ts';
import type { AudioServerClient } from '../../node/client.ts';
import { lintFacts } from '../../node/clientLint.ts';
import type { AudioDocument } from '../audioDocument.ts';
import { slashed } from '../../core/lint/config/paths.ts';
import type { LintConfigs } from './lintConfigs.ts';
import { shownFindings } from './shownFindings.ts';

interface Parts {
  readonly server: AudioServerClient;
  readonly configs: LintConfigs;
  /** The user has had this file checked. */
  readonly hasChecked: (path: string) => boolean;
}

/** Violations of the files that editors show, among their findings. */
export class DocumentLint {
  readonly #parts: Parts;
  readonly #facts = new WeakMap<AudioDocument, { revision: string; facts: Promise<LintFacts> }>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Final figures of a whole file, with what the configuration of its folder asks for; where there is none, as they are. */
  async judge(document: AudioDocument, revision: string, measures: FileMeasures): Promise<ShownMeasures> {
    const { findings } = measures.measured;
    if (!measures.final || 'reason' in findings || document.uri.scheme !== 'file') return measures;
    const path = document.uri.fsPath;
    const file = slashed(path);
    const config = await this.#parts.configs.of(file);
    if (config.ignores(file) || (config.path === null && !this.#parts.hasChecked(path))) return measures;
    const facts = await this.#factsOf(document, revision);
    if (!facts) return measures;
    const violations = lint(facts, config.rulesFor(file), config.nameOf(file));
    const top = slashed(vscode.workspace.getWorkspaceFolder(document.uri)?.uri.fsPath ?? posix.dirname(file));
    const nameOf = (each: string): string => posix.relative(top, each);
    return { ...measures, measured: { ...measures.measured, findings: shownFindings(findings, violations, nameOf) } };
  }

  async #factsOf(document: AudioDocument, revision: string): Promise<LintFacts | undefined> {
    const { state } = document.shown;
    const { opened } = document.reads;
    if (state.kind !== 'ready' || state.revision !== revision || opened?.revision !== revision) return undefined;
    const known = this.#facts.get(document);
    if (known?.revision === revision) return known.facts;
    const { handle, info } = opened;
    const { scan, error } = state;
    const end = () => Promise.resolve({ handle, scan, ...(error && { error }) });
    const facts = lintFacts({ client: this.#parts.server }, document.shown.fileName, { handle, info, end });
    this.#facts.set(document, { revision, facts });
    // What has failed is tried again when it is asked for again.
    facts.catch(() => this.#facts.delete(document));
    return facts;
  }
}
