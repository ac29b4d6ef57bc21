/** JSON Schema (2020-12) of a valibot schema, of the kinds that are used here; any other throws. */
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

function applied(out, { type, requirement, description }) {
  switch (type) {
    case 'integer':
      return { ...out, type: 'integer' };
    case 'finite':
      return out; // JSON has no other numbers
    case 'min_value':
      return { ...out, minimum: requirement };
    case 'max_value':
      return { ...out, maximum: requirement };
    case 'description':
      return { description, ...out };
    default:
      throw new Error(`no JSON Schema is known for valibot's ${type}`);
  }
}
