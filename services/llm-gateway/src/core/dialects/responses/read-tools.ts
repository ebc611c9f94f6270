import type { NormalTool, OwnField, ToolChoice } from '../normal/normal-request.ts';
import { isGiven, isObject } from '../normal/json-values.ts';
import { Refused } from './json.ts';

const FUNCTION_FIELDS = new Set(['type', 'name', 'description', 'parameters', 'strict']);
const CUSTOM_FIELDS = new Set(['type', 'name', 'description', 'format']);

/** Functions and custom tools; those that the provider runs are kept as own fields. */
export function readTools(value: unknown, own: OwnField[]): readonly NormalTool[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new Refused('"tools" must be a list.', 'tools');
  const tools: NormalTool[] = [];
  for (const [index, tool] of value.entries()) {
    const path = `tools[${index}]`;
    if (!isObject(tool) || typeof tool['type'] !== 'string') throw new Refused(`"${path}" must be an object with a type.`, path);
    const { type } = tool;
    if (type !== 'function' && type !== 'custom') {
      own.push({ dialect: 'responses', path, value: tool });
      continue;
    }
    if (typeof tool['name'] !== 'string') throw new Refused(`"${path}.name" must be text.`, `${path}.name`);
    const known = type === 'function' ? FUNCTION_FIELDS : CUSTOM_FIELDS;
    for (const [name, field] of Object.entries(tool))
      if (!known.has(name) && field !== null && !(name === 'defer_loading' && field === false))
        own.push({ dialect: 'responses', path: `${path}.${name}`, value: field });
    tools.push(type === 'function' ? readFunction(tool, tool['name'], path) : readCustom(tool, tool['name'], path));
  }
  return tools;
}

function readFunction(tool: Record<string, unknown>, name: string, path: string): NormalTool {
  const { parameters, strict } = tool;
  if (parameters !== undefined && parameters !== null && !isObject(parameters))
    throw new Refused(`"${path}.parameters" must be an object.`, `${path}.parameters`);
  if (strict !== undefined && strict !== null && typeof strict !== 'boolean')
    throw new Refused(`"${path}.strict" must be true or false.`, `${path}.strict`);
  return {
    name,
    ...descriptionOf(tool, path),
    ...(isObject(parameters) ? { parameters } : {}),
    ...(typeof strict === 'boolean' ? { strict } : {}),
  };
}

function readCustom(tool: Record<string, unknown>, name: string, path: string): NormalTool {
  const { format } = tool;
  if (format !== undefined && format !== null && !isObject(format))
    throw new Refused(`"${path}.format" must be an object.`, `${path}.format`);
  return { name, ...descriptionOf(tool, path), custom: isObject(format) ? { format } : {} };
}

function descriptionOf(tool: Record<string, unknown>, path: string): { readonly description?: string } {
  const { description } = tool;
  if (description === undefined || description === null) return {};
  if (typeof description !== 'string') throw new Refused(`"${path}.description" must be text.`, `${path}.description`);
  return { description };
}

export function readToolChoice(value: unknown, own: OwnField[]): ToolChoice | undefined {
  if (value === undefined || value === null) return undefined;
  if (value === 'auto' || value === 'none' || value === 'required') return { kind: value };
  if (!isObject(value)) throw new Refused('"tool_choice" must be none, auto, required or an object.', 'tool_choice');
  const { type, name } = value;
  if ((type === 'function' || type === 'custom') && typeof name === 'string') {
    for (const [field, more] of Object.entries(value))
      if (field !== 'type' && field !== 'name' && isGiven(more))
        own.push({ dialect: 'responses', path: `tool_choice.${field}`, value: more });
    return { kind: 'tool', name };
  }
  own.push({ dialect: 'responses', path: 'tool_choice', value });
  return undefined;
}
