import type { RuleSettings } from '../config/config.ts';

/** One preset is one file of this folder. */
export interface Preset {
  /** As `extends` names it: 'ebu-r128'. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Documents with their clause or section, and their address. What no source asks for is said to be our own choice. */
  readonly sources: readonly string[];
  readonly rules: RuleSettings;
}
