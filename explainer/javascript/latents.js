// What a network in latents works on, as its codec's decoder wants it and as a picture of its channels.

/**
 * As the plan has them: by channel what the decoder wants, the shape of a picture, channels in a row of maps.
 * @typedef {{mean: number[], deviation: number[], picture: number[], columns: number}} Latents
 */

/**
 * What the decoder takes: deviation · x + mean, channel by channel.
 * @param {Float32Array} x (batch, channels, n), flat
 * @param {number} batch
 * @param {Latents} latents
 * @returns {Float32Array}
 */
export function decodable(x, batch, { mean, deviation }) {
  const channels = mean.length;
  const n = x.length / (batch * channels);
  return x.map((value, i) => {
    const channel = Math.floor(i / n) % channels;
    return deviation[channel] * value + mean[channel];
  });
}

/**
 * The channels of one picture's latents side by side, in reading order: each number the largest square that fits,
 * in the middle of a picture; around them is 0.
 * @param {Float32Array} x (channels, h, w), flat
 * @param {number[]} size h and w
 * @param {Latents} latents
 * @returns {Float32Array} (height, width) of the picture, flat
 */
export function channelMaps(x, [h, w], { mean, picture, columns }) {
  const [, height, width] = picture;
  const [down, across] = [Math.ceil(mean.length / columns) * h, columns * w];
  const factor = Math.floor(Math.min(height / down, width / across));
  const top = Math.floor((height - factor * down) / 2);
  const left = Math.floor((width - factor * across) / 2);
  const numberAt = (/** @type {number} */ y, /** @type {number} */ at) => {
    if (y < 0 || y >= down || at < 0 || at >= across) return 0;
    const channel = Math.floor(y / h) * columns + Math.floor(at / w);
    return channel < mean.length ? x[(channel * h + (y % h)) * w + (at % w)] : 0;
  };
  return Float32Array.from({ length: height * width }, (_, i) =>
    numberAt(
      Math.floor((Math.floor(i / width) - top) / factor),
      Math.floor(((i % width) - left) / factor),
    ),
  );
}
