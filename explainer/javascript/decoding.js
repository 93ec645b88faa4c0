// Arrays travel to the browser as text: their bytes, least significant first, in base64.

/** @type {(text: string) => Uint8Array<ArrayBuffer>} */
export const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** 32-bit floats. @type {(text: string) => Float32Array} */
export const floats = (text) => new Float32Array(bytes(text).buffer);

/** 16-bit floats. @type {(text: string) => Float32Array} */
export const halves = (text) => Float32Array.from(new Uint16Array(bytes(text).buffer), half);

/** Grey levels 0…255, brought to the range of the networks, [−1, 1]. @type {(text: string) => Float32Array} */
export const fromPixels = (text) => Float32Array.from(bytes(text), (level) => level / 127.5 - 1);

/** 16-bit integers that stand for value · scale. @type {(text: string, scale: number) => Float32Array} */
export const fixedPoint = (text, scale) =>
  Float32Array.from(new Int16Array(bytes(text).buffer), (value) => value / scale);

/**
 * The number that 16 bits stand for (IEEE 754 binary16): ±2^(exponent − 15) · (1 + fraction / 1024), and
 * ±2⁻¹⁴ · fraction / 1024 where the exponent is 0. Infinities and NaN are not expected.
 * @type {(bits: number) => number}
 */
export function half(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  return sign * (exponent ? 2 ** (exponent - 25) * (1024 + fraction) : 2 ** -24 * fraction);
}
