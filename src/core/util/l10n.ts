type Argument = string | number;

let translations: Readonly<Record<string, string>> = {};

/** From now on texts are those of this bundle: English text → translation. What it lacks stays English. */
export function useTranslations(bundle: Readonly<Record<string, string>>): void {
  translations = bundle;
}

/**
 * A text for the user in the language of VS Code. The message is English and the key of the bundle at once; {0}, {1} …
 * stand for the arguments, as in vscode.l10n.t.
 */
export function t(message: string, ...args: readonly Argument[]): string {
  const text = Object.hasOwn(translations, message) ? translations[message]! : message;
  return args.length === 0
    ? text
    : text.replace(/\{(\d+)\}/g, (hole, index: string) => String(args[Number(index)] ?? hole));
}
