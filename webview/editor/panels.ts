import { toErrorInfo } from '../../src/core/protocol/errors.ts';
import type { Scope } from '../../src/core/util/scope.ts';
import type { Engine } from '../engine/types.ts';
import { DetailsView } from '../panels/detailsView.ts';
import type { DrawerPanel } from '../panels/drawer.ts';
import { EqPanel } from '../panels/eqPanel.ts';
import { LoudnessPanel } from '../panels/loudnessPanel.ts';
import { FindingsPanel } from '../panels/findingsPanel.ts';
import { PerformancePanel } from '../panels/performancePanel.ts';
import { StatisticsPanel } from '../panels/statisticsPanel.ts';
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
  const { scope, store, host, engine, loop, surfaces, seek, labels, places, reports } = parts;
  const copy = (text: string): void => details.copy(text, 'All figures');
  const say = (text: string, what: string): void => details.copy(text, what);
  const statistics = new StatisticsPanel({ scope, store, places, reports, copy: say });
  const loudness = new LoudnessPanel(scope, store, places, (text, what) => details.copy(text, what));
  const eq = new EqPanel(scope, store, engine, loop, surfaces);
  const performance = new PerformancePanel(scope, store, engine, loop, host, copy);
  const findings = new FindingsPanel({
    ...{ scope, store, places, reports: parts.reports },
    actOnRule: (rule, action) => {
      host.request('actOnRule', { rule, action }).catch((error: unknown) => {
        store.problem.set({ severity: 'error', text: toErrorInfo(error).message });
      });
    },
    copy: (text, what) => details.copy(text, what),
  });
  const details = new DetailsView(scope, store, host, seek, {
    before: [statistics, loudness, findings, labels, eq],
    after: [performance],
  });
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
