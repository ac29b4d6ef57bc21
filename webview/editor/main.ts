import './editor.css';
import '../panels/drawer.css';
import { createEngine } from '../engine/engine.ts';
import { startEditor } from './editor.ts';

startEditor({ scriptStart: performance.now(), vscode: acquireVsCodeApi(), engine: createEngine() });
