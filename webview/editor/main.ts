import './editor.css';
import '../ui/controls.css';
import '../ui/toolbar.css';
import '../ui/lanes.css';
import '../ui/readouts.css';
import '../ui/viewControls.css';
import './selection.css';
import '../panels/drawer.css';
import '../panels/equalizer.css';
import '../panels/performance.css';
import '../panels/soundCheck.css';
import '../export/export.css';
import '../labels/labels.css';
import { createEngine } from '../engine/engine.ts';
import { startEditor } from './editor.ts';

startEditor({ scriptStart: performance.now(), vscode: acquireVsCodeApi(), engine: createEngine() });
