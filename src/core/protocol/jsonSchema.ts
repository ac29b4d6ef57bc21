import type * as v from 'valibot';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonSchema = Record<string, Json>;

/** What of valibot's own description of a schema is read here. */
interface Part {
  readonly type: string;
  readonly pipe?: readonly Part[];
  readonly item?: Part;
  readonly value?: Part;
  readonly wrapped?: Part;
  readonly default?: Json;
  readonly entries?: Readonly<Record<string, Part>>;
  readonly options?: readonly Json[];
  readonly literal?: Json;
  readonly requirement?: Json;
  readonly description?: string;
  readonly metadata?: { readonly default?: Json };
}

/** JSON Schema (the part that draft-07 and 2020-12 share) of a valibot schema of the kinds used here; any other throws. */
export const jsonSchema = (schema: v.GenericSchema): JsonSchema => ofPart(schema);

function ofPart(part: Part): JsonSchema {
  const [first, ...actions] = part.pipe ?? [part];
  return actions.reduce(applied, first!.pipe ? ofPart(first!) : plain(first!));
}

function plain(part: Part): JsonSchema {
  switch (part.type) {
    case 'string':
    case 'number':
    case 'boolean':
      return { type: part.type };
    case 'literal':
      return { const: part.literal! };
    case 'picklist':
      return { type: typeof part.options![0], enum: [...part.options!] };
    case 'union':
      return { anyOf: (part.options as unknown as readonly Part[]).map(ofPart) };
    case 'array':
      return { type: 'array', items: ofPart(part.item!) };
    case 'record':
      return { type: 'object', additionalProperties: ofPart(part.value!) };
    case 'nullable': {
      const { type, ...rest } = ofPart(part.wrapped!);
      if (typeof type !== 'string') throw new Error('only what has one type may be null');
      return { type: [type, 'null'], ...rest };
    }
    case 'optional': {
      const inner = ofPart(part.wrapped!);
      return part.default === undefined ? inner : { ...inner, default: part.default };
    }
    case 'object':
    case 'strict_object': {
      const entries = Object.entries(part.entries!);
      return {
        type: 'object',
        properties: Object.fromEntries(entries.map(([name, entry]) => [name, ofPart(entry)])),
        required: entries.filter(([, entry]) => entry.type !== 'optional').map(([name]) => name),
        ...(part.type === 'strict_object' && { additionalProperties: false }),
      };
    }
    default:
      throw new Error(`no JSON Schema is known for valibot's ${part.type}`);
  }
}

function applied(out: JsonSchema, { type, requirement, description, metadata }: Part): JsonSchema {
  const isList = out['type'] === 'array';
  switch (type) {
    case 'integer':
      return { ...out, type: 'integer' };
    case 'finite':
      return out; // JSON has no other numbers
    case 'min_value':
      return { ...out, minimum: requirement! };
    case 'max_value':
      return { ...out, maximum: requirement! };
    case 'min_length':
      return { ...out, [isList ? 'minItems' : 'minLength']: requirement! };
    case 'max_length':
      return { ...out, [isList ? 'maxItems' : 'maxLength']: requirement! };
    case 'check':
      return out; // what no schema can say
    case 'metadata':
      return metadata!.default === undefined ? out : { ...out, default: metadata!.default };
    case 'description':
      return { description: description!, ...out };
    default:
      throw new Error(`no JSON Schema is known for valibot's ${type}`);
  }
}
