// Numbers as the visitor's language writes them, as strings/numbers.py does on the server.

/**
 * A number with fixed digits, its thousands parted, and a real minus sign.
 * @type {(value: number, digits: number, language: string) => string}
 */
export function numberText(value, digits, language) {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const form = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(language, form).format(value).replace("-", "−");
}
