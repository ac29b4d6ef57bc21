import type { BuildOptions, BuildResult } from 'esbuild';

export function serverOptions(outdir: string, dev?: boolean): BuildOptions;
export function serverBuild(outdir: string, dev?: boolean): Promise<BuildResult>;
export function productOptions(
  dist: string,
  dev?: boolean,
): Record<'extension' | 'server' | 'cli' | 'editor' | 'worklet', BuildOptions>;
