import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TrackEdit } from '../../../src/core/labels/edits.ts';
import type { AgentOps } from './agentOps.ts';
import type { LibraryOps } from './libraryOps.ts';
import type { LintOps } from './lintOps.ts';
import type { LabelsState } from '../../../src/core/protocol/labels.ts';

/** What a test can ask of the extension host. Files are paths, or URIs. */
export interface HostOps extends AgentOps, LibraryOps, LintOps {
  open(file: string, viewType?: string): Promise<void>;
  diff(left: string, right: string): Promise<void>;
  execute(command: string): Promise<void>;
  /** Null: no editor has it, or they are not known yet. */
  labels(file: string): Promise<LabelsState | null>;
  edit(file: string, track: number, edit: TrackEdit): Promise<void>;
  tabs(): Promise<{ label: string; isDirty: boolean; isActive: boolean }[]>;
}

export interface Request {
  id: number;
  op: keyof HostOps;
  args: unknown[];
}
export type Answer = { result: unknown } | { error: string };

/** Beside the workspace folder, so that nothing in the workbench sees it. */
export const mailbox = (workspace: string): string => `${workspace}-mail`;

/** The other end of hostAgent.ts. */
export class HostAgent {
  readonly #folder: string;
  #id = 0;

  constructor(workspace: string) {
    this.#folder = mailbox(workspace);
    mkdirSync(this.#folder);
  }

  async ask<K extends keyof HostOps>(op: K, ...args: Parameters<HostOps[K]>): Promise<Awaited<ReturnType<HostOps[K]>>> {
    const id = ++this.#id;
    const path = (name: string): string => join(this.#folder, name);
    writeFileSync(path('next'), JSON.stringify({ id, op, args } satisfies Request));
    renameSync(path('next'), path('request'));
    const file = path(`answer-${id}`);
    for (const end = Date.now() + 30_000; !existsSync(file); await sleep(20)) {
      if (Date.now() > end) throw new Error(`${op}: no answer from the extension host`);
    }
    const answer = JSON.parse(readFileSync(file, 'utf8')) as Answer;
    rmSync(file);
    if ('error' in answer) throw new Error(`${op}: ${answer.error}`);
    return answer.result as Awaited<ReturnType<HostOps[K]>>;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
