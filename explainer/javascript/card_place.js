// Where a tour's card stands: at the foot of the sidebar, or along the window's lower edge.

const LEAST_WINDOW = 800; // pixels; below, the sidebar lies over the page
const LEAST_SIDEBAR = 200;
const MARGIN = 12;

/**
 * @typedef {{left: number, right: number, width: number}} Span
 * @param {Span | undefined} sidebar where it stands, if there is one
 * @param {number} width of the window
 * @returns {{kind: "dock" | "bar", left: number, width: number}}
 */
export function placeOfCard(sidebar, width) {
  const isBeside =
    sidebar && width >= LEAST_WINDOW && sidebar.left >= 0 && sidebar.width >= LEAST_SIDEBAR;
  if (!isBeside) return { kind: "bar", left: 0, width };
  return { kind: "dock", left: sidebar.left + MARGIN, width: sidebar.width - 2 * MARGIN };
}
