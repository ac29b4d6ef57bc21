/** Commands that dist/workspace.js carries out: it is loaded with the first. */
export const workspaceCommands: readonly string[] = [];

/** Views in the side bar that dist/workspace.js fills. */
export const workspaceViews: readonly string[] = ['earshot.list', 'earshot.player'];

/** viewType of triage tables. */
export const triageViewType = 'earshot.triage';
