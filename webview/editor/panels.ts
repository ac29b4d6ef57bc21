import type { Scope } from '../../src/core/util/scope.ts';
import type { Engine } from '../engine/types.ts';
import { DetailsView } from '../panels/detailsView.ts';
import type { DrawerPanel } from '../panels/drawer.ts';
import { EqPanel } from '../panels/eqPanel.ts';
import { PerformancePanel } from '../panels/performancePanel.ts';
import { showLatency, showSoundCheck } from '../panels/soundCheck.ts';
import type { FrameLoop } from '../render/frameLoop.ts';
import type { SurfaceObserver } from '../render/surface.ts';
import type { DrawerState, Store } from '../store.ts';
import type { PanelCommands } from './actions.ts';
import type { Host } from './host.ts';
import type { Places } from './places.ts';
import type { Reports } from './reports.ts';

export interface PanelParts {
  readonly scope: Scope;
  readonly store: Store;
  readonly host: Host;
  readonly engine: Engine;
  readonly loop: FrameLoop;
  readonly surfaces: SurfaceObserver;
  readonly seek: (frame: number) => void;
  readonly labels: DrawerPanel;
  readonly places: Places;
  readonly reports: Reports;
}

export interface Panels {
  readonly details: DetailsView;
  /** Commands that the panels carry out themselves. */
  readonly commands: PanelCommands;
}

/** The drawer with its tabs. A new panel is made here, and joins the drawer through DetailsView. */
export function createPanels(parts: PanelParts): Panels {
  const { scope, store, host, engine, loop, surfaces, seek, labels } = parts;
  const copy = (text: string): void => details.copy(text, 'All figures');
  const eq = new EqPanel(scope, store, engine, loop, surfaces);
  const performance = new PerformancePanel(scope, store, engine, loop, host, copy);
  const details = new DetailsView(scope, store, host, seek, [labels, eq, performance]);
  const show = (tab: DrawerState['tab']) => (): void => {
    store.drawer.set({ ...store.drawer.value, open: true, tab });
    document.getElementById(`tab-${tab}`)?.focus();
  };
  return {
    details,
    commands: {
      showStatistics: show('statistics'),
      showLoudness: show('loudness'),
      showFindings: show('findings'),
      showEq: show('eq'),
      showPerformance: show('performance'),
      logPerformance: () => performance.writeToLog(),
      diagnoseSound: () => showSoundCheck(engine),
      measureLatency: () => showLatency(engine),
    },
  };
}
