// Makes the drawings of a page live: tooltips, scales, legends, downloads. Without it, or where it
// fails, the page keeps its static drawings. Plain JavaScript, for it is put into the page as it is.

const charts = JSON.parse(document.getElementById("charts").textContent);
const wide = matchMedia("(min-width: 60rem)");
const OPTIONS = {
  ast: true, // Vega's interpreter: the page forbids the evaluation of text as code.
  actions: false,
  defaultStyle: false,
  logLevel: vega.Error, // Warnings were dealt with when the static drawing was made.
  renderer: "svg",
  tooltip: { theme: "custom", disableDefaultStyle: true },
};

for (const figure of document.querySelectorAll("figure[data-chart]")) {
  const chart = charts.find((candidate) => candidate.id === figure.dataset.chart);
  const folded = figure.closest("details");
  if (folded === null || folded.open) enliven(figure, chart);
  else folded.addEventListener("toggle", () => enliven(figure, chart), { once: true });
}

for (const button of document.querySelectorAll("button[data-json]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const json = document.getElementById("results").textContent;
    save(button.dataset.json, new Blob([json], { type: "application/json" }));
  });
}

/** Puts the live chart in the place of the static one and sets its controls to work. */
async function enliven(figure, chart) {
  const drawing = figure.querySelector(".drawing");
  const controls = figure.querySelector(".controls");
  const picker = controls.querySelector("select");
  const scale = () => controls.querySelector("input:checked").value;
  let view;

  const draw = async () => {
    const stage = document.createElement("div");
    const available = figure.clientWidth;
    const result = await vegaEmbed(stage, fitted(specOf(chart, scale()), available), OPTIONS);
    view?.finalize();
    view = result.view;
    drawing.replaceChildren(stage);
    await view.signal(legendSignal(view), picker.value || null).runAsync();
    view.addSignalListener(legendSignal(view), (_name, series) => picker.value = series ?? "");
  };

  await draw();
  figure.classList.add("live");
  controls.hidden = false;
  controls.addEventListener("change", (event) => {
    if (event.target !== picker) draw();
    else view.signal(legendSignal(view), picker.value || null).runAsync();
  });
  wide.addEventListener("change", draw);
  for (const button of controls.querySelectorAll("button")) {
    button.addEventListener("click", () => download(chart, scale(), button.value));
  }
}

/** The chart's whole spec on a scale. */
function specOf(chart, scale) {
  return { ...structuredClone(chart[scale]), data: { values: chart.rows } };
}

/** A spec with its panels one below the other where the page is narrow. */
function fitted(spec, available) {
  if (wide.matches) return spec;
  for (const grid of spec.vconcat ?? [spec]) {
    grid.columns = 1;
    for (const panel of grid.concat ?? [grid.spec]) {
      panel.width = Math.max(180, Math.min(600, available - 102));
    }
  }
  spec.config.legend.columns = available < 500 ? 1 : spec.config.legend.columns ?? 3;
  return spec;
}

/** Name of the signal that holds the series picked in the legend: that series is shown alone. */
function legendSignal(view) {
  return Object.keys(view.getState().signals).find((name) => name.endsWith("_legend"));
}

/** Saves the chart with its title and legend, dark on white, as SVG or PNG. */
async function download(chart, scale, format) {
  const spec = JSON.parse(
    JSON.stringify(specOf(chart, scale)).replaceAll("currentColor", "#1f2328"),
  );
  spec.config.background = "#ffffff";
  const { view } = await vegaEmbed(document.createElement("div"), spec, OPTIONS);
  if (format === "svg") {
    save(`${chart.file}.svg`, new Blob([await view.toSVG()], { type: "image/svg+xml" }));
  } else {
    const canvas = await view.toCanvas(2);
    canvas.toBlob((blob) => save(`${chart.file}.png`, blob));
  }
  view.finalize();
}

function save(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
