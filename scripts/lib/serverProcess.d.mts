import type { ChildProcess, StdioOptions } from 'node:child_process';

export interface Server {
  node: string;
  main: string;
}

export function freePort(wanted?: number): Promise<number>;
export function waitForPort(port: number, options?: { timeoutMs?: number; gaveUp?: () => boolean }): Promise<void>;
export function spawnServer(options: {
  server: Server;
  port: number;
  data: string;
  token?: string;
  settings?: Record<string, unknown>;
  env?: Record<string, string>;
  stdio?: StdioOptions;
  wrapper?: readonly string[];
}): ChildProcess;
export function installVsix(options: {
  server: Server;
  data: string;
  vsix: string;
}): Promise<{ code: number | null; output: string }>;
export function workbenchUrl(options: {
  port: number;
  folder?: string;
  extension?: string;
  tests?: string;
  token?: string;
  host?: string;
}): string;
export function stopGroup(pid: number, options?: { graceMs?: number }): Promise<void>;
