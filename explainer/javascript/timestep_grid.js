// A grid of timesteps that falls from T to 0, one of whose points is moved.

/**
 * The grid with its point i at t, as near as its neighbours allow; both ends stay.
 * @type {(grid: number[], i: number, t: number) => number[]}
 */
export function moved(grid, i, t) {
  if (i < 1 || i > grid.length - 2) return grid;
  const most = grid[i - 1] - 1;
  const least = grid[i + 1] + 1;
  const at = Math.min(most, Math.max(least, Math.round(t)));
  return grid.map((old, k) => (k === i ? at : old));
}

/** The point that is nearest to a place along the steps, 0 … 1; never an end. @type {(grid: number[], share: number) => number} */
export function nearest(grid, share) {
  const steps = grid.length - 1;
  return Math.min(steps - 1, Math.max(1, Math.round(share * steps)));
}

/** Its points without the ends, as they are typed. @type {(grid: number[]) => string} */
export function typed(grid) {
  return grid.slice(1, -1).join(" ");
}

/** Where points are in a box of 100 by 100, T at the top: "x,y x,y …". @type {(grid: number[]) => string} */
export function line(grid) {
  const steps = grid.length - 1;
  return grid.map((t, i) => `${(100 * i) / steps},${100 - (100 * t) / grid[0]}`).join(" ");
}
