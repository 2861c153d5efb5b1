// The zoom of a live chart's panels.

/** Steps of the buttons: part of the axes that stays on zooming in, and part that they move by. */
const CLOSER = 0.7;
const STEP = 0.2;

/** What the buttons do to both axes of a panel; moves are in parts of its width and height. */
export const ZOOMS = {
  in: { factor: CLOSER, right: 0, down: 0 },
  out: { factor: 1 / CLOSER, right: 0, down: 0 },
  left: { factor: 1, right: -STEP, down: 0 },
  right: { factor: 1, right: STEP, down: 0 },
  up: { factor: 1, right: 0, down: -STEP },
  down: { factor: 1, right: 0, down: STEP },
};

/** Places in the chart of the panels that it shows. */
export function shownPanels(chart, choice) {
  const all = [...chart.panels.keys()];
  return choice.panel === "" ? all : [chart.panels.indexOf(choice.panel)];
}

/** The signals that hold the limits of a panel's axes. */
export function zoomSignals(chart, panel) {
  return [`panel${panel}_zoom_${chart.x.field}`, `panel${panel}_zoom_mean`];
}

/** The limits of a panel's axes; undefined where nobody set them. */
export function zoomOf(view, chart, panel) {
  const [x, y] = zoomSignals(chart, panel).map((signal) => view.signal(signal));
  return x && y ? [...x, ...y].map(Number) : undefined;
}

/** Sets the limits of a panel's axes, null to let the numbers decide; not to what none can show. */
export function setZoom(view, chart, { panel, limits }) {
  const pairs = limits === null ? [null, null] : [limits.slice(0, 2), limits.slice(2)];
  const canShow = (axis, pair) => {
    const least = view.scale(`panel${panel}_${axis}`).type === "log" ? Number.MIN_VALUE : -Infinity;
    return pair === null || pair.every((limit) => Number.isFinite(limit) && limit >= least);
  };
  if (!canShow("x", pairs[0]) || !canShow("y", pairs[1])) return;
  zoomSignals(chart, panel).forEach((signal, i) => view.signal(signal, pairs[i]));
}

/** The limits of a panel's axes after what a button does. */
export function zoomed(view, panel, { factor, right, down }) {
  const limits = (axis, shift) => {
    const scale = view.scale(`panel${panel}_${axis}`);
    const range = scale.range();
    const middle = (range[0] + range[1]) / 2;
    const length = Math.abs(range[1] - range[0]);
    return range.map((end) => scale.invert(middle + factor * (end - middle) + shift * length));
  };
  return [...limits("x", right), ...limits("y", down)];
}
