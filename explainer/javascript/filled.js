// Words of the server, with names in braces where a number belongs that only the browser knows.

/**
 * A text with its values; {n:step|steps} is the one or the other, as in explainer/strings/forms.py.
 * @type {(text: string, values: Record<string, unknown>) => string}
 */
export const filled = (text, values) =>
  text.replace(/\{(\w+)(?::([^|{}]*)\|([^|{}]*))?\}/g, (_, name, one, many) => {
    const value = String(values[name]);
    if (many === undefined) return value;
    return value === "1" ? one : many;
  });
