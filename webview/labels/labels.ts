import type * as v from 'valibot';
import type { Scope } from '../../src/core/util/scope.ts';
import type { LabelsState } from '../../src/core/protocol/labels.ts';
import type { DocumentAction, hostApi } from '../../src/core/protocol/editorApi.ts';
import type { Host } from '../editor/host.ts';
import type { Navigation } from '../editor/navigation.ts';
import type { Selection } from '../editor/selection.ts';
import type { FrameLoop } from '../render/frameLoop.ts';
import type { SurfaceObserver } from '../render/surface.ts';
import type { Store } from '../store.ts';
import type { Page } from '../ui/page.ts';
import { LabelActions } from './labelActions.ts';
import { LabelEditor } from './labelEditor.ts';
import { LabelGestures } from './labelGestures.ts';
import { LabelKeys } from './labelKeys.ts';
import { LabelModel } from './labelModel.ts';
import { LabelPanel } from './labelPanel.ts';
import { LabelRows } from './labelRows.ts';
import { LabelsLayer } from './labelsLayer.ts';
import { LabelSync } from './labelSync.ts';

/** The schema's types may be written to; what is sent is only read. */
type Sent = v.InferOutput<(typeof hostApi)['requests']['editLabels']['params']>;

export interface LabelParts {
  readonly scope: Scope;
  readonly store: Store;
  readonly host: Host;
  readonly page: Page;
  readonly loop: FrameLoop;
  readonly surfaces: SurfaceObserver;
  readonly navigation: Navigation;
  readonly selection: Selection;
  readonly seek: (frame: number) => void;
  readonly act: (action: DocumentAction) => void;
}

/** All that the page has to do with labels. */
export class Labels {
  readonly actions: LabelActions;
  /** A tab of the drawer. */
  readonly panel: LabelPanel;
  /** Where the gestures of the time axis are heard too. */
  readonly area: HTMLElement;
  #sync: LabelSync;
  #parts: LabelParts;
  #model: LabelModel;
  #rows: LabelRows;
  #editor: LabelEditor;

  constructor(parts: LabelParts) {
    this.#parts = parts;
    const { scope, store, host, page, selection, seek, act } = parts;
    this.#sync = new LabelSync(store, (request) => host.request('editLabels', request as Sent));
    const model = (this.#model = new LabelModel(scope, store, this.#sync));
    const select = (from: number, to: number): void => selection.between(from, to);
    this.actions = new LabelActions(store, model, { seek, select, selectNone: () => selection.none() });
    this.panel = new LabelPanel(scope, store, model, this.actions, act);
    const home = (): HTMLElement | null => this.#rows.tracks[store.chosenLabel.value?.track ?? 0]?.body ?? null;
    this.#rows = new LabelRows(scope, model, () => this.#scrolled());
    this.#editor = new LabelEditor(scope, model, () => this.#rows.update(true), home);
    this.area = this.#rows.scroller;
    this.#rows.element.append(this.#editor.field);
    this.#rows.putInto(page.main, page.loudness.element);
  }

  received(state: LabelsState): void {
    this.#sync.received(state);
  }

  /** After the layers that move the view, before the gestures of the axis: a label under the pointer comes first. */
  show(axisLeft: () => number): void {
    const { scope, store, loop, surfaces, navigation } = this.#parts;
    const [model, rows, actions] = [this.#model, this.#rows, this.actions];
    const layer = new LabelsLayer(store, model, rows, this.#editor, surfaces.observe(rows.canvas));
    this.#scrolled = () => {
      loop.invalidate(layer);
    };
    loop.add(layer);
    new LabelGestures(scope, { store, model, actions, rows, layer, navigation, axisLeft });
    new LabelKeys(scope, store, model, actions, rows);
  }

  #scrolled = (): void => undefined;
}
