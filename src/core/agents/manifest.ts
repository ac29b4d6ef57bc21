import { jsonSchema } from '../protocol/jsonSchema.ts';
import { agentTools } from './tools.ts';

/** contributes.languageModelTools of package.json. */
export const manifestTools = agentTools.map((tool) => ({
  name: tool.name,
  displayName: tool.title,
  toolReferenceName: tool.referenceName,
  canBeReferencedInPrompt: true,
  icon: `$(${tool.icon})`,
  tags: ['audio', 'earshot'],
  userDescription: tool.userDescription,
  modelDescription: tool.modelDescription,
  inputSchema: jsonSchema(tool.input),
}));
