import type { BuildOptions, BuildResult } from 'esbuild';

export function serverOptions(outdir: string, dev?: boolean): BuildOptions;
export function serverBuild(outdir: string, dev?: boolean): Promise<BuildResult>;
export function cliOptions(dist: string, dev?: boolean): BuildOptions;
export function cliBuild(dist: string, dev?: boolean): Promise<void>;
export function productOptions(
  dist: string,
  dev?: boolean,
): Record<'extension' | 'agents' | 'server' | 'cli' | 'editor' | 'worklet', BuildOptions>;
