// Makes the drawings of a page live. Without this, or where it fails, the page keeps its static
// drawings. Plain JavaScript: live_scripts.ts puts it into the page as it is.

import { choiceInAddress, isInAddress, writeToAddress } from "./choice.js";
import { hideNumbers, showNumbers } from "./numbers.js";
import { save, savePicture } from "./save.js";
import { rowsOf, specOf } from "./spec.js";
import { follow, OPTIONS, showChoice } from "./view.js";
import { setZoom, shownPanels, zoomed, ZOOMS } from "./zoom.js";

/** Milliseconds after which a change counts as the last: browsers take few addresses a second. */
const SETTLED = 150;

/** The charts of the page, their rows unpacked. */
const charts = JSON.parse(document.getElementById("charts").textContent)
  .map((chart) => ({ ...chart, rows: rowsOf(chart.rows) }));

for (const figure of document.querySelectorAll("figure[data-chart]")) {
  const chart = charts.find(({ id }) => id === figure.dataset.chart);
  const folded = figure.closest("details");
  if (folded === null) enliven(figure, chart);
  else {
    folded.addEventListener("toggle", () => enliven(figure, chart), { once: true });
    const unfold = () => folded.open ||= isInAddress(chart);
    addEventListener("hashchange", unfold);
    unfold();
  }
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
  const live = { chart, choice: choiceInAddress(chart), view: undefined, drawing };
  const write = settled(() => writeToAddress(chart, live.choice));
  let drawings = 0;
  let width = figure.clientWidth;

  async function draw() {
    const number = ++drawings;
    const stage = document.createElement("div");
    const spec = specOf(chart, live.choice, { width, notes: [] });
    const { view } = await vegaEmbed(stage, spec, OPTIONS);
    await showChoice(view, chart, live.choice);
    if (number !== drawings) return view.finalize(); // another was begun meanwhile
    live.view?.finalize();
    live.view = view;
    nameDrawing(stage, chart);
    drawing.replaceChildren(stage);
    showControls(controls, live.choice);
    follow(live, () => {
      showControls(controls, live.choice);
      write();
    });
  }

  await draw();
  figure.classList.add("live");
  controls.hidden = false;
  controls.addEventListener("change", ({ target }) => {
    const [, name] = target.name.split(".");
    live.choice[name] = target.value;
    if (name === "scale") live.choice.zoom.clear(); // limits of a linear axis need not be positive
    write();
    draw();
  });
  controls.addEventListener("click", ({ target }) => {
    const { zoom, save: format } = target.dataset;
    if (zoom !== undefined) zoomPanels(live, zoom);
    if (format !== undefined) savePicture(chart, live.choice, format);
  });
  drawing.addEventListener("pointermove", (event) => showNumbers(event, live));
  drawing.addEventListener("pointerleave", hideNumbers);
  addEventListener("hashchange", () => {
    live.choice = choiceInAddress(chart);
    draw();
  });
  new ResizeObserver(settled(() => {
    if (figure.clientWidth === width || figure.clientWidth === 0) return;
    width = figure.clientWidth;
    draw();
  })).observe(figure);
}

/** Does what a button of the zoom says to every panel that is shown. */
function zoomPanels({ chart, choice, view }, zoom) {
  for (const panel of shownPanels(chart, choice)) {
    const limits = zoom === "reset" ? null : zoomed(view, panel, ZOOMS[zoom]);
    setZoom(view, chart, { panel, limits });
  }
  view.runAsync();
}

/** Sets the controls to what is chosen. */
function showControls(controls, choice) {
  for (const control of controls.querySelectorAll("select, input")) {
    const [, name] = control.name.split(".");
    if (control.type === "radio") control.checked = control.value === choice[name];
    else control.value = choice[name];
  }
}

/** Makes a drawing one image with one name, as the static one is. */
function nameDrawing(stage, chart) {
  const svg = stage.querySelector("svg");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", chart.description);
}

/** A function that does the same once it has not been called for a while. */
function settled(action) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, SETTLED);
  };
}
