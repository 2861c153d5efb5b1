// What each chart of a page shows, and its place in the page's address: "#errors.scale=log" and so on,
// so that a link opens the page as it was left. What is unknown or damaged there is passed over.

/**
 * What a chart shows: `scale`, `band`, `series` and `panel`, the last two empty for all; and `zoom`, by
 * panel, [least x, largest x, least y, largest y].
 */
export function choiceInAddress(chart) {
  const given = new URLSearchParams(location.hash.slice(1));
  const one = (name, options) => {
    const text = given.get(`${chart.id}.${name}`);
    return options.includes(text) ? text : chart.opens[name];
  };
  const zoom = new Map();
  for (const [panel] of chart.panels.entries()) {
    const limits = limitsOf(given.get(`${chart.id}.zoom.${panel}`));
    if (limits !== undefined) zoom.set(panel, limits);
  }
  return {
    scale: one("scale", ["linear", "log"]),
    band: one("band", chart.bands),
    series: one("series", chart.series.map(String)),
    panel: one("panel", chart.panels),
    zoom,
  };
}

/** Four numbers, two ascending pairs; undefined where a text is anything else. */
function limitsOf(text) {
  const limits = (text ?? "").split(",").map(Number);
  const [left, right, low, high] = limits;
  const valid = limits.length === 4 && limits.every(Number.isFinite) && left < right && low < high;
  return valid ? limits : undefined;
}

/** Whether the address says anything of a chart. */
export function isInAddress(chart) {
  return [...new URLSearchParams(location.hash.slice(1)).keys()]
    .some((key) => key.startsWith(`${chart.id}.`));
}

/** Writes what a chart shows into the address, where it differs from how the chart opens. */
export function writeToAddress(chart, choice) {
  const address = new URLSearchParams(location.hash.slice(1));
  for (const key of [...address.keys()]) {
    const isOfAnother = key.includes(".") && !key.startsWith(`${chart.id}.`);
    if (!isOfAnother) address.delete(key);
  }
  for (const name of ["scale", "band", "series", "panel"]) {
    if (choice[name] !== chart.opens[name]) address.set(`${chart.id}.${name}`, choice[name]);
  }
  for (const [panel, limits] of choice.zoom) {
    const numbers = limits.map((value) => Number(value.toPrecision(5)));
    address.set(`${chart.id}.zoom.${panel}`, numbers.join());
  }
  const page = location.href.split("#")[0];
  history.replaceState(null, "", address.size === 0 ? page : `${page}#${address}`);
}
