import { invalidRequest } from '../api/invalid-request.ts';
import type { ModelSpec } from '../models/model-spec.ts';
import { checkSchema } from './check-schema.ts';
import type { CountBody } from './message-schema.ts';

/** Strict tools compile into one grammar; more of them are refused. */
const MAX_STRICT_TOOLS = 20;

/** Tools and the choice among them. */
export function checkTools(body: Pick<CountBody, 'tools' | 'tool_choice'>, model: ModelSpec): void {
  const tools = body.tools ?? [];
  const choice = body.tool_choice;
  const names = new Set<string>();
  for (const { name } of tools) {
    if (names.has(name)) throw invalidRequest('tools: Tool names must be unique.');
    names.add(name);
  }
  for (const [index, tool] of tools.entries()) {
    if (tool.strict === true) checkSchema(tool.input_schema, `tools.${index}.input_schema`);
    else if (tool.input_schema['type'] !== 'object') {
      throw invalidRequest(`tools.${index}.custom.input_schema.type: Input should be 'object'`);
    }
  }
  if (tools.filter(({ strict }) => strict === true).length > MAX_STRICT_TOOLS) {
    throw invalidRequest(`tools: at most ${MAX_STRICT_TOOLS} strict tools are allowed`);
  }
  if (choice === undefined) return;
  if (tools.length === 0 && choice.type !== 'none') {
    throw invalidRequest('tool_choice may only be specified while providing tools.');
  }
  if (choice.type === 'tool' && !names.has(choice.name)) {
    throw invalidRequest(`Tool '${choice.name}' not found in provided tools`);
  }
  if ((choice.type === 'any' || choice.type === 'tool') && !model.forcedToolChoice) {
    throw invalidRequest(
      `tool_choice: forced tool use ('${choice.type}') is not supported by ${model.id}`,
    );
  }
}
