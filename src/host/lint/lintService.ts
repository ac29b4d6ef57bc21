import * as vscode from 'vscode';
import type { ReadText } from '../../core/lint/config/config.ts';
import type { RuleAction } from '../../core/protocol/editorApi.ts';
import type { FileMeasures, ShownMeasures } from '../../core/protocol/measures.ts';
import { Emitter } from '../../core/util/emitter.ts';
import { type Disposable, Scope } from '../../core/util/scope.ts';
import type { AudioServerClient } from '../../node/client.ts';
import type { AudioDocument } from '../audioDocument.ts';
import type { CrashGuard } from '../crashGuard.ts';
import type { ProblemPlace } from './audioProblem.ts';
import type { AudioNames } from '../audioNames.ts';
import { ConfigFixes, ConfigProblems, configSelector } from './configProblems.ts';
import { DocumentLint } from './documentLint.ts';
import { type FactsCache, FactsReader } from './factsReader.ts';
import { findAudio } from './findAudio.ts';
import { fixProblem } from './fixProblem.ts';
import type { LintFacts } from '../../core/lint/facts.ts';
import { lint } from '../../core/lint/lint.ts';
import { slashed } from '../../core/lint/config/paths.ts';
import { LintConfigs } from './lintConfigs.ts';
import { lintSummary } from './lintSummary.ts';
import { LintWatch } from './lintWatch.ts';
import { ProblemsCollection } from './problemsCollection.ts';
import { RuleActions } from './ruleActions.ts';
import { WorkspaceLint } from './workspaceLint.ts';

export interface LintServices {
  readonly server: AudioServerClient;
  readonly crashes: CrashGuard;
  readonly cache: FactsCache;
  readonly names: AudioNames;
  readonly read: ReadText;
  readonly log: vscode.LogOutputChannel;
  readonly open: (file: string, place: ProblemPlace | null) => Promise<void>;
}

type When = 'off' | 'manual' | 'onChange';
const SETTING = 'earshot.lint.run';
/** A check that goes on by itself shows that it does when it has more files than this. */
const MANY = 20;

/** All of lint in VS Code, put together. */
export class LintService implements Disposable {
  /** Findings of editors may be others now: of a file, or (null) of all. */
  readonly onChanged = new Emitter<string | null>();
  readonly #services: LintServices;
  readonly #scope = new Scope();
  readonly #configs: LintConfigs;
  readonly #problems = this.#scope.add(new ProblemsCollection());
  readonly #configProblems: ConfigProblems;
  readonly #lint: WorkspaceLint;
  readonly #documents: DocumentLint;
  readonly #actions: RuleActions;
  readonly #watch: LintWatch;
  /** Of what goes on by itself. */
  #background = new AbortController();
  #after: Promise<void> = Promise.resolve();
  readonly #save: () => Promise<void>;

  constructor(services: LintServices) {
    this.#services = services;
    const { server, crashes, cache, names, read, log } = services;
    const reader = this.#scope.add(new FactsReader(server, crashes, cache));
    this.#save = () => reader.save();
    this.#configs = new LintConfigs(read);
    this.#configProblems = this.#scope.add(new ConfigProblems(this.#configs, read));
    this.#lint = new WorkspaceLint({
      configs: this.#configs,
      read: (path, signal) => reader.read(path, signal),
      problems: this.#problems,
      log: (line) => log.warn(line),
    });
    const hasChecked = (path: string): boolean => this.#lint.hasChecked(path);
    this.#documents = new DocumentLint({ server, configs: this.#configs, hasChecked });
    this.#actions = new RuleActions(this.#configs, (path) => this.#configChanged(path));
    this.#watch = this.#scope.add(
      new LintWatch(names, {
        audio: (paths) => this.#again(paths, false),
        gone: (path) => this.#gone(path),
        config: (path) => this.#configChanged(slashed(path)),
      }),
    );
    this.#scope.add(this.#lint.onVerdict.on((path) => this.onChanged.emit(path)));
    this.#scope.add(
      this.#configs.onResolved.on(({ sources }) => {
        for (const path of sources) this.#watch.follow(path);
      }),
    );
    const fixes = new ConfigFixes(this.#configProblems);
    const kinds = { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] };
    this.#scope.add(vscode.languages.registerCodeActionsProvider(configSelector, fixes, kinds));
    this.#scope.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SETTING)) this.#setWhen();
      }),
    );
    this.#scope.defer(() => this.#background.abort());
    this.#setWhen();
  }

  /** Checks the workspace, or what was chosen of it, while the user watches. */
  async check(below: readonly vscode.Uri[] | null): Promise<void> {
    if (when() === 'off') return offerSettings();
    if (!below && !vscode.workspace.workspaceFolders) {
      void vscode.window.showInformationMessage('Open a folder first: there is no workspace to check.');
      return;
    }
    const { names, log } = this.#services;
    const options = { location: vscode.ProgressLocation.Notification, title: 'Checking audio', cancellable: true };
    const summary = await vscode.window.withProgress(options, async (progress, token) => {
      progress.report({ message: 'looking for files' });
      const paths = await findAudio(names, below, token);
      const ended = new AbortController();
      token.onCancellationRequested(() => ended.abort());
      if (token.isCancellationRequested) ended.abort();
      const from = performance.now();
      const found = await this.#lint.check(paths, {
        signal: ended.signal,
        onFile: (done, of) => progress.report({ message: `${done} of ${of}`, increment: 100 / of }),
      });
      await this.#save();
      log.info(`lint: ${found.files} files in ${(performance.now() - from).toFixed(0)} ms`);
      return found;
    });
    const show = 'Show Problems';
    const withProblems = summary.withProblems > 0;
    const chosen = await vscode.window.showInformationMessage(lintSummary(summary), ...(withProblems ? [show] : []));
    if (chosen === show) await vscode.commands.executeCommand('workbench.actions.view.problems');
  }

  judge(document: AudioDocument, revision: string, measures: FileMeasures): Promise<ShownMeasures> {
    return when() === 'off' ? Promise.resolve(measures) : this.#documents.judge(document, revision, measures);
  }

  /** Of a file with those facts; 0 where no configuration governs it. */
  async violations(path: string, facts: LintFacts): Promise<number> {
    const file = slashed(path);
    const config = await this.#configs.of(file);
    if (when() === 'off' || config.path === null || config.ignores(file)) return 0;
    return lint(facts, config.rulesFor(file), config.nameOf(file)).length;
  }

  act(action: RuleAction, file: string, rule: string): Promise<void> {
    return this.#actions.act(action, file, rule);
  }

  fixProblem(): Promise<void> {
    const { open } = this.#services;
    return fixProblem({ problems: this.#problems, act: (...all) => this.#actions.act(...all), open });
  }

  dispose(): void {
    this.#scope.dispose();
  }

  #setWhen(): void {
    this.#watch.audio = when() === 'onChange';
    if (when() !== 'onChange') {
      this.#background.abort();
      this.#background = new AbortController();
    }
    if (when() === 'off') this.#lint.forgetAll();
    this.onChanged.emit(null);
  }

  #gone(path: string): void {
    this.#lint.forgetBelow(path);
    this.#configProblems.forget(slashed(path));
  }

  #configChanged(path: string): void {
    if (!this.#configs.uses(path)) return;
    const governs = this.#configs.forget(path);
    this.#configProblems.again(path);
    this.onChanged.emit(null);
    const checked = this.#lint.checkedBelow(governs);
    if (checked.length > 0) this.#again(checked, true);
    else if (when() === 'onChange') void this.#all(path);
  }

  /** The first configuration, where nothing was checked yet. */
  async #all(config: string): Promise<void> {
    const folder = vscode.Uri.joinPath(vscode.Uri.file(config), '..');
    if (!vscode.workspace.getWorkspaceFolder(folder)) return;
    const source = new vscode.CancellationTokenSource();
    this.#again(await findAudio(this.#services.names, [folder], source.token), true);
  }

  /** One after the other: what comes later knows what was asked before. */
  #again(paths: readonly string[], onlyIfOther: boolean): void {
    if (when() === 'off') return;
    const { signal } = this.#background;
    const run = async (): Promise<void> => {
      const options = { location: vscode.ProgressLocation.Window, title: 'Checking audio' };
      const check = (onFile?: (done: number, of: number) => void): Promise<unknown> =>
        this.#lint.check(paths, { signal, onlyIfOther, ...(onFile && { onFile }) });
      if (paths.length <= MANY) return void (await check());
      await vscode.window.withProgress(options, (progress) =>
        check((done, of) => done % MANY === 0 && progress.report({ message: `${done} of ${of}` })),
      );
    };
    this.#after = this.#after.then(run).catch((error: unknown) => this.#services.log.error(`lint: ${String(error)}`));
  }
}

const when = (): When => vscode.workspace.getConfiguration().get<When>(SETTING, 'manual');

async function offerSettings(): Promise<void> {
  const open = 'Open Settings';
  const chosen = await vscode.window.showInformationMessage('The check of audio is off in the settings.', open);
  if (chosen === open) await vscode.commands.executeCommand('workbench.action.openSettings', SETTING);
}
