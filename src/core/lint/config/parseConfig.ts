import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { ConfigProblem } from './config.ts';
import { Places } from './places.ts';

/** More is no configuration. UTF-16 units. */
const MOST_TEXT = 1 << 20;
/** One slip of a key may make many of them. */
const MOST_SYNTAX_PROBLEMS = 5;

const syntax: Readonly<Record<string, string>> = {
  InvalidSymbol: 'This is no JSON: a text stands in double quotes.',
  InvalidNumberFormat: 'This is no number.',
  PropertyNameExpected: 'A name in double quotes is missing here.',
  ValueExpected: 'A value is missing here.',
  ColonExpected: 'A colon is missing here.',
  CommaExpected: 'A comma is missing here.',
  CloseBraceExpected: 'A closing brace is missing here.',
  CloseBracketExpected: 'A closing bracket is missing here.',
  EndOfFileExpected: 'The configuration has ended before this.',
  UnexpectedEndOfComment: 'The comment does not end.',
  UnexpectedEndOfString: 'The text does not end: its double quote is missing.',
  UnexpectedEndOfNumber: 'The number does not end.',
  InvalidUnicode: 'This is no Unicode escape: \\u and four hexadecimal digits.',
  InvalidEscapeCharacter: 'This escape is not known. A backslash itself is \\\\.',
  InvalidCharacter: 'This character must be escaped.',
};

/** A file of JSON with comments and trailing commas as a tree. Offsets count without the byte order mark. */
export class ConfigText {
  readonly path: string;
  readonly root: Node | undefined;
  readonly problems: ConfigProblem[] = [];
  readonly #text: string;
  readonly #places: Places;

  constructor(path: string, raw: string) {
    this.path = path;
    this.#text = raw.replace(/^\uFEFF/, '').slice(0, MOST_TEXT + 1);
    this.#places = new Places(this.#text);
    if (this.#text.length > MOST_TEXT)
      this.#add(0, 0, `This is no configuration: it has more than ${MOST_TEXT} characters.`);
    else if (this.#text.trim() === '') this.#add(0, 0, 'The file is empty; {} asks for nothing.');
    else this.root = this.#parse();
  }

  place(node: Node): { line: number; column: number } {
    return this.#places.at(this.#rangeOf(node)[0]);
  }

  problem(node: Node, message: string, suggestion?: string): void {
    const [offset, length] = this.#rangeOf(node);
    this.#add(offset, length, message, suggestion);
  }

  #parse(): Node | undefined {
    const errors: ParseError[] = [];
    try {
      const root = parseTree(this.#text, errors, { allowTrailingComma: true });
      for (const { error, offset, length } of errors.slice(0, MOST_SYNTAX_PROBLEMS)) {
        this.#add(offset, length, syntax[printParseErrorCode(error)] ?? 'This is no JSON.');
      }
      return root;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#add(0, 0, 'This is no configuration: it is nested too deeply.');
      return undefined;
    }
  }

  /** Of a text without its quotes, so that another name can be put in its place. */
  #rangeOf({ type, offset, length }: Node): [number, number] {
    if (type !== 'string') return [offset, length];
    const closed = length > 1 && this.#text[offset + length - 1] === '"';
    return [offset + 1, length - (closed ? 2 : 1)];
  }

  #add(offset: number, length: number, message: string, suggestion?: string): void {
    const { line, column } = this.#places.at(offset);
    const { path } = this;
    this.problems.push({
      path,
      line,
      column,
      offset,
      length,
      message,
      ...(suggestion !== undefined && { suggestion }),
    });
  }
}

/** The value of a node. Names are taken as they are: __proto__ is one like any other. */
export function valueOf(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(valueOf);
  if (node.type !== 'object') return node.value as unknown;
  return Object.fromEntries(properties(node).map(({ name, value }) => [name, valueOf(value)]));
}

export interface Property {
  readonly name: string;
  readonly key: Node;
  readonly value: Node;
}

/** Those of an object that have a value. */
export function properties(node: Node): Property[] {
  return (node.children ?? []).flatMap((property) => {
    const [key, value] = property.children ?? [];
    return key && value ? [{ name: key.value as string, key, value }] : [];
  });
}
