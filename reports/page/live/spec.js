// From a chart's data in the page to the Vega-Lite spec of what it shows.

/** Room in pixels beside a panel for its vertical axis. */
const AXIS = 76;
/** Size of a panel that is shown alone. */
const ALONE = { width: 720, height: 400 };
/** About the widths in pixels of a letter of titles and of a letter below them. */
const LETTER = { title: 9, subtitle: 7 };
/** Widths below which a legend is one column, and below which it is at most three. */
const LEGEND = { one: 500, three: 900 };

/** The rows of a chart from the columns that the page keeps. */
export function rowsOf(tables) {
  return tables.flatMap(({ count, columns }) =>
    Array.from({ length: count }, (_, i) => {
      const cells = columns.map(({ field, values, places }) => [field, values[places?.[i] ?? i]]);
      return Object.fromEntries(cells);
    })
  );
}

/**
 * The spec of what a chart shows.
 *
 * @param chart From the page, its rows unpacked.
 * @param choice See choiceInAddress.
 * @param options.width Room in pixels; panels stand one below the other where there is too little.
 * @param options.notes Lines below the subtitle.
 */
export function specOf(chart, choice, { width, notes }) {
  const spec = structuredClone(chart[choice.scale]);
  if (choice.panel !== "") showAlone(spec, chart.panels.indexOf(choice.panel));
  for (const grid of gridsOf(spec)) fit(grid, width);
  for (const { layer, name } of gridsOf(spec).flatMap((grid) => grid.concat)) {
    layer.find(({ params }) => params !== undefined).params.push({
      name: `${name}_zoom`,
      select: { type: "interval", zoom: "wheel![event.ctrlKey]" },
      bind: "scales",
    });
  }
  const { legend } = spec.config;
  if (width < LEGEND.one) legend.columns = 1;
  else if (width < LEGEND.three) legend.columns ??= 3;
  return {
    ...spec,
    title: {
      text: wrapped(chart.title, width / LETTER.title),
      subtitle: [chart.subtitles[choice.band], ...notes]
        .flatMap((line) => wrapped(line, width / LETTER.subtitle)),
    },
    params: [{ name: "band", value: choice.band }],
    data: { values: chart.rows.filter(({ kind }) => kind !== "seed" || choice.band === "seeds") },
  };
}

/** The grids of panels in a spec. */
function gridsOf(spec) {
  return spec.vconcat ?? [spec];
}

/** Leaves one panel in a spec, larger. */
function showAlone(spec, index) {
  const panel = gridsOf(spec).flatMap((grid) => grid.concat)[index];
  delete spec.vconcat;
  Object.assign(spec, { columns: 1, concat: [{ ...panel, ...ALONE }] });
}

/** Puts the panels of a grid one below the other where they don't fit side by side. */
function fit(grid, width) {
  const side = Math.min(grid.columns, grid.concat.length);
  if (side * (grid.concat[0].width + AXIS) <= width) return;
  grid.columns = 1;
  for (const panel of grid.concat) panel.width = Math.max(180, Math.min(600, width - AXIS - 26));
}

/** A text as lines of about so many letters, broken between words. */
function wrapped(text, letters) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines[lines.length - 1];
    if (line !== "" && line.length + 1 + word.length > letters) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines;
}
