import type { ReadText, ResolvedConfig } from './config.ts';

export interface ResolveOptions {
  readonly read: ReadText;
  /** Names of presets that stand in place of any file. */
  readonly preset?: string;
}

/**
 * The configuration of one folder: its own `.earshot.json` or the nearest above it, up to the root; without any, the preset
 * 'recommended'. Files are read once for each call. Never rejects: what is wrong stands in `problems`, and the rest holds.
 */
export declare function resolveConfig(folder: string, options: ResolveOptions): Promise<ResolvedConfig>;
/** The configuration of a file that is named. */
export declare function resolveFile(path: string, options: ResolveOptions): Promise<ResolvedConfig>;
