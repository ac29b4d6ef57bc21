import './editor.css';
import { createEngine } from '../engine/engine.ts';
import { startEditor } from './editor.ts';

startEditor({ scriptStart: performance.now(), vscode: acquireVsCodeApi(), engine: createEngine() });
