// The entry of dist/agents.js: the tools in VS Code, loaded when one is first called.
export { AudioTools } from './audioTools.ts';
