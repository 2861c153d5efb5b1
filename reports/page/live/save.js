// Pictures and data as files.

import { specOf } from "./spec.js";
import { OPTIONS, showChoice } from "./view.js";

/** Width that an exported picture is laid out for. */
const PICTURE = 1000;

/** Saves what a chart shows, dark on white, with title, legend and settings, as "svg" or "png". */
export async function savePicture(chart, choice, format) {
  const spec = specOf(chart, choice, { width: PICTURE, notes: chart.notes });
  const coloured = JSON.parse(JSON.stringify(spec).replaceAll("currentColor", "#1f2328"));
  coloured.config.background = "#ffffff";
  coloured.config.padding = 16;
  const { view } = await vegaEmbed(document.createElement("div"), coloured, OPTIONS);
  await showChoice(view, chart, choice);
  if (format === "svg") {
    save(`${chart.file}.svg`, new Blob([await view.toSVG()], { type: "image/svg+xml" }));
  } else {
    const canvas = await view.toCanvas(2);
    canvas.toBlob((blob) => save(`${chart.file}.png`, blob));
  }
  view.finalize();
}

/** Hands a file to the reader. */
export function save(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
