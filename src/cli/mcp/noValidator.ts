/** In place of the SDK's own, which brings all of ajv: a server needs it only for answers to forms, and asks none. */
export class AjvJsonSchemaValidator {
  getValidator(): never {
    throw new Error('Earshot sends no forms.');
  }
}
