import * as v from 'valibot';
import * as vscode from 'vscode';
import { type SpectrogramDefaults, spectrogramDefaults } from '../core/protocol/spectrogram.ts';

/** What the user or the workspace has set; a value that is none of those allowed counts as not set. */
export function spectrogramSettings(uri: vscode.Uri): SpectrogramDefaults {
  const settings = vscode.workspace.getConfiguration('earshot.spectrogram', uri);
  const found: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(spectrogramDefaults.entries)) {
    const { globalValue, workspaceValue, workspaceFolderValue } = settings.inspect(name) ?? {};
    const value = workspaceFolderValue ?? workspaceValue ?? globalValue;
    if (value !== undefined && v.is(schema, value)) found[name] = value;
  }
  return found;
}
