// Runs inside the extension host, as a test module: times loading and activating the extension, and says so in the log.
import * as vscode from 'vscode';

export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension('earshot.earshot');
  if (!extension || extension.isActive) throw new Error('the extension is not there, or something activated it before');
  // Other extensions start now, in this same process.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const started = performance.now();
  await extension.activate();
  console.log(`activation took ${performance.now() - started} ms`);
}
