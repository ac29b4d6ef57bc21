// The entry of dist/workspace.js: the list, the player, triage and the palette, loaded when first needed.
export { createWorkspace } from './workspace.ts';
