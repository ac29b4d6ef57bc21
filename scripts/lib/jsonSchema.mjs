/** JSON Schema (draft 7 and later) of a valibot schema, of the kinds that are used here; any other throws. */
export function jsonSchema(schema) {
  const [first, ...actions] = schema.pipe ?? [schema];
  return actions.reduce(applied, first.pipe ? jsonSchema(first) : plain(first));
}

function plain(schema) {
  switch (schema.type) {
    case 'string':
    case 'number':
    case 'boolean':
      return { type: schema.type };
    case 'literal':
      return { const: schema.literal };
    case 'picklist':
      return { enum: [...schema.options] };
    case 'union':
      return { anyOf: schema.options.map(jsonSchema) };
    case 'array':
      return { type: 'array', items: jsonSchema(schema.item) };
    case 'record':
      return { type: 'object', additionalProperties: jsonSchema(schema.value) };
    case 'nullable': {
      const { type, ...rest } = jsonSchema(schema.wrapped);
      if (typeof type !== 'string') throw new Error('only what has one type may be null');
      return { type: [type, 'null'], ...rest };
    }
    case 'optional':
      return jsonSchema(schema.wrapped);
    case 'strict_object':
      return { ...plain({ ...schema, type: 'object' }), additionalProperties: false };
    case 'object': {
      const entries = Object.entries(schema.entries);
      return {
        type: 'object',
        properties: Object.fromEntries(entries.map(([name, entry]) => [name, jsonSchema(entry)])),
        required: entries.filter(([, entry]) => entry.type !== 'optional').map(([name]) => name),
      };
    }
    default:
      throw new Error(`no JSON Schema is known for valibot's ${schema.type}`);
  }
}

function applied(out, { type, requirement, description, metadata }) {
  switch (type) {
    case 'integer':
      return { ...out, type: 'integer' };
    case 'finite':
      return out; // JSON has no other numbers
    case 'min_value':
      return { ...out, minimum: requirement };
    case 'max_value':
      return { ...out, maximum: requirement };
    case 'min_length':
      return { ...out, [out.type === 'array' ? 'minItems' : 'minLength']: requirement };
    case 'check':
      return out; // what no schema can say
    case 'metadata':
      return metadata.default === undefined ? out : { ...out, default: metadata.default };
    case 'description':
      return { description, ...out };
    default:
      throw new Error(`no JSON Schema is known for valibot's ${type}`);
  }
}
