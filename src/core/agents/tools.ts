import { imageTool } from './imageTool.ts';
import { inspectTool } from './inspectTool.ts';
import { lintTool } from './lintTool.ts';
import type { AgentTool } from './tool.ts';

/** What agents can do with Earshot, in VS Code and over the Model Context Protocol alike. */
export const agentTools: readonly AgentTool[] = [inspectTool, lintTool, imageTool];
