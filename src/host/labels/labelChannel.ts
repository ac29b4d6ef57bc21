import * as vscode from 'vscode';
import type { TrackEdit } from '../../core/labels/edits.ts';
import { EarshotError } from '../../core/protocol/errors.ts';
import type { LabelsState } from '../../core/protocol/labels.ts';
import { type Disposable, Scope } from '../../core/util/scope.ts';
import type { DocumentLabels } from './documentLabels.ts';

/** The labels of a document as one of its editors has them: a side of a comparison cannot change them. */
export class LabelChannel implements Disposable {
  readonly #labels: DocumentLabels;
  readonly #uri: vscode.Uri;
  readonly #panel: vscode.WebviewPanel;
  readonly #emit: (state: LabelsState) => void;
  readonly #scope = new Scope();
  #ready = false;
  #compared: boolean;

  constructor(
    document: { uri: vscode.Uri; labels: DocumentLabels },
    panel: vscode.WebviewPanel,
    emit: (state: LabelsState) => void,
  ) {
    this.#labels = document.labels;
    this.#uri = document.uri;
    this.#panel = panel;
    this.#emit = emit;
    this.#compared = this.#isCompared();
    this.#scope.add(this.#labels.labels.onState.on(() => this.#send()));
    this.#scope.add(
      vscode.window.tabGroups.onDidChangeTabs(() => {
        const compared = this.#isCompared();
        if (compared === this.#compared) return;
        this.#compared = compared;
        this.#send();
      }),
    );
  }

  /** The page can take them from now on. */
  ready(): void {
    this.#ready = true;
    this.#send();
  }

  edit({ state, track, edit }: { state: number; track: number; edit: unknown }): void {
    if (this.#compared) throw new EarshotError('no-permission', 'Labels cannot be changed in a comparison.');
    // The schema has no word for parts that are absent rather than undefined; JSON has the former only.
    this.#labels.labels.edit(state, track, edit as TrackEdit);
  }

  dispose(): void {
    this.#scope.dispose();
  }

  #send(): void {
    const { state } = this.#labels.labels;
    if (this.#ready && state) this.#emit(this.#compared ? { ...state, editable: false } : state);
  }

  /** Comparisons of custom editors are tabs of a kind that the API does not show: then no tab is of this editor. */
  #isCompared(): boolean {
    const groups = vscode.window.tabGroups.all.filter(({ viewColumn }) => viewColumn === this.#panel.viewColumn);
    const tabs = groups.flatMap(({ tabs }) => tabs);
    const own = ({ input }: vscode.Tab): boolean =>
      input instanceof vscode.TabInputCustom && input.uri.toString() === this.#uri.toString();
    return tabs.length > 0 && !tabs.some(own);
  }
}
