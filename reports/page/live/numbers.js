// The numbers at the pointer: those of the nearest place on the horizontal axis, a line for each series.

import { shownPanels } from "./zoom.js";

const numbers = document.createElement("div");
numbers.id = "at-pointer";
numbers.hidden = true;
document.body.append(numbers);

/** Shows the numbers of the panel that the pointer is in; hides them where it is in none. */
export function showNumbers(event, { chart, choice, view, drawing }) {
  const panel = shownPanels(chart, choice).find((index) => isIn(panelBox(drawing, index), event));
  const rows = panel === undefined ? [] : rowsAt(event.clientX - panelBox(drawing, panel).left, {
    rows: chart.rows.filter((row) => row.panel === chart.panels[panel] && isShown(row, choice)),
    place: (row) => view.scale(`panel${panel}_x`)(row[chart.x.field]),
  });
  numbers.hidden = rows.length === 0;
  if (numbers.hidden) return;
  const seeds = [...new Set(rows.map(({ n }) => n).filter((n) => n > 1))];
  const head = [
    chart.panels[panel],
    placeName(chart.x, rows[0][chart.x.field]),
    ...(seeds.length === 0 ? [] : [`n = ${seeds.join(" or ")}`]),
  ];
  numbers.replaceChildren(
    elementOf("p", head.join(", ")),
    ...rows.map((row) => numbersOf(row, { band: choice.band, colour: view.scale("color") })),
  );
  place(numbers, event);
}

/** A place on the horizontal axis in words. */
function placeName({ title, names }, value) {
  return names?.[value] ?? `${title} ${short(value)}`;
}

/** Hides them. */
export function hideNumbers() {
  numbers.hidden = true;
}

/** Whether a row is a number, or a mark for one that is missing, of what the reader picked. */
function isShown({ kind, series }, choice) {
  if (kind !== "estimate" && kind !== "mark") return false;
  return choice.series === "" || series === undefined || String(series) === choice.series;
}

/** The rows at the place nearest to a pixel of the panel. */
function rowsAt(pixel, { rows, place }) {
  const distance = (row) => Math.abs(place(row) - pixel);
  const least = Math.min(...rows.map(distance));
  return rows.filter((row) => distance(row) === least);
}

function numbersOf(row, { band, colour }) {
  if (row.kind === "mark") return elementOf("p", row.text);
  const [low, high] = band === "interval" ? [row.lower, row.upper] : [row.least, row.largest];
  const spread = row.n > 1 ? ` (${short(low)} to ${short(high)})` : "";
  const name = row.detail === undefined ? row.series : `${row.series}, ${row.detail}`;
  const line = elementOf("p", `${name}: ${short(row.mean)}${spread}`);
  line.style.borderColor = colour(row.series);
  return line;
}

/** A number to four digits. */
function short(value) {
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-3 && size < 1e5)) return String(Number(value.toPrecision(4)));
  return value.toExponential(2);
}

/** Where a panel is on the screen. */
function panelBox(drawing, panel) {
  return drawing.querySelector(`.panel${panel}_group > g > .background`).getBoundingClientRect();
}

function isIn({ left, right, top, bottom }, { clientX, clientY }) {
  return left <= clientX && clientX <= right && top <= clientY && clientY <= bottom;
}

/** Puts an element beside the pointer, within the screen. */
function place(element, { clientX, clientY }) {
  const { offsetWidth, offsetHeight } = element;
  const right = clientX + 16;
  const left = right + offsetWidth <= innerWidth ? right : clientX - 16 - offsetWidth;
  element.style.left = `${Math.max(4, left)}px`;
  element.style.top = `${Math.max(4, Math.min(clientY + 12, innerHeight - offsetHeight - 4))}px`;
}

function elementOf(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}
