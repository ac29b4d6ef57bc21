import * as vscode from 'vscode';
import { pathsIn, type ToolName } from '../../core/agents/names.ts';
import type { PreparedCall } from './api.ts';

const titles: Readonly<Record<ToolName, string>> = {
  earshot_inspect: 'Measure audio with Earshot?',
  earshot_lint: 'Check audio with Earshot?',
  earshot_image: 'Draw audio with Earshot?',
};

const doing: Readonly<Record<ToolName, string>> = {
  earshot_inspect: 'Measuring',
  earshot_lint: 'Checking',
  earshot_image: 'Drawing',
};

const given: Readonly<Record<ToolName, string>> = {
  earshot_inspect: 'The language model is given what is measured.',
  earshot_lint: 'The language model is given what the rules find.',
  earshot_image: 'The language model is given the picture.',
};

/** Paths that are told by name. */
const MOST = 5;

/** What the user is asked before a tool runs, and reads while it does. Names of files are text, never markup. */
export function prepared(tool: ToolName, input: unknown, isOutside: (path: string) => boolean): PreparedCall {
  const paths = pathsIn(input);
  const outside = paths.filter(isOutside);
  const message = new vscode.MarkdownString('Earshot reads ');
  appendPaths(message, paths);
  message.appendMarkdown(`; folders with all audio files in them. ${given[tool]} No file is changed.`);
  if (outside.length > 0) {
    message.appendMarkdown('\n\nOutside of the workspace, so you are asked again for: ');
    appendPaths(message, outside);
    message.appendMarkdown('.');
  }
  const invocationMessage = new vscode.MarkdownString(`${doing[tool]} `);
  appendPaths(invocationMessage, paths);
  return { invocationMessage, confirmationMessages: { title: titles[tool], message } };
}

function appendPaths(message: vscode.MarkdownString, paths: readonly string[]): void {
  const shown = paths.slice(0, MOST).join(', ');
  message.appendText(shown === '' ? 'audio files' : shown);
  if (paths.length > MOST) message.appendMarkdown(` and ${paths.length - MOST} more`);
}
