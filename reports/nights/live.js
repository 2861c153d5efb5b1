// Reads a night off a drawing: its value stands below the drawing while the pointer is over it. Plain
// JavaScript, for it is put into the page as it is.

const { padding, width, nights, metrics } = JSON.parse(
  document.getElementById("nights").textContent,
);
const times = nights.map(({ date }) => Date.parse(date));

for (const figure of document.querySelectorAll("figure[data-metric]")) {
  const svg = figure.querySelector("svg");
  if (svg !== null) enliven(figure, svg);
}

function enliven(figure, svg) {
  const values = metrics[figure.dataset.metric];
  const caption = figure.querySelector("figcaption");
  const text = caption.textContent;
  const plot = svg.querySelector(".background");
  svg.addEventListener("pointermove", ({ clientX }) => {
    const { left, width } = plot.getBoundingClientRect();
    caption.textContent = reading(values, nearest((clientX - left) / width));
  });
  svg.addEventListener("pointerleave", () => caption.textContent = text);
}

/** The night at a share of the plot's width, from 0 to 1. */
function nearest(share) {
  const [first, last] = [times[0], times[times.length - 1]];
  const time = first + (last - first) * (share * width - padding) / (width - 2 * padding);
  const distances = times.map((other) => Math.abs(other - time));
  return distances.indexOf(Math.min(...distances));
}

function reading({ unit, value, lower, upper }, night) {
  const { date, commit } = nights[night];
  const measured = value[night] === null ? "not measured" : `${short(value[night])} ${unit}` +
    (lower[night] === null ? "" : ` [${short(lower[night])}, ${short(upper[night])}]`);
  return [`${date}: ${measured}`, ...(commit === undefined ? [] : [`commit ${commit}`])].join(", ");
}

function short(value) {
  return String(Number(value.toPrecision(3))).replace("-", "−");
}
