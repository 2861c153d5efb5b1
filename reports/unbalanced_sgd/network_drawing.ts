/**
 * A small network as a drawing: inputs on the left, a circle a unit, a number on every edge.
 *
 * @module
 */

import { type Html, html } from "../page/html.ts";
import type { SmallNetwork } from "../results.ts";
import { fiveDigits } from "./worked_examples.ts";

/** A network with the input that it is given. */
export interface DrawnNetwork {
  readonly input: readonly number[];
  readonly network: SmallNetwork;
  /** The network before the update: what changed is set in bold. */
  readonly before?: SmallNetwork;
  /** What it is, for who does not see it. */
  readonly name: string;
}

const LAYER = 98;
const UNIT = 70;
const RADIUS = 13;
/** Room for the outputs on the right, and around the rest. */
const RIGHT = 62;
const MARGIN = 16;

/** Share of a slanting edge before its number: not one half, where edges cross. */
const ALONG = 0.37;

interface Edge {
  readonly from: readonly [x: number, y: number];
  readonly into: readonly [x: number, y: number];
  readonly weight: number;
  readonly changed: boolean;
}

/** The drawing as an SVG element; edges of weight zero are no edges. */
export function networkDrawing(drawn: DrawnNetwork): Html {
  const { input, network } = drawn;
  const sizes = [input.length, ...network.weights.map((layer) => layer[0].length)];
  const tallest = Math.max(...sizes);
  const width = 2 * MARGIN + LAYER * (sizes.length - 1) + RIGHT;
  const height = 2 * MARGIN + UNIT * (tallest - 1);
  const place = (layer: number, unit: number) =>
    [MARGIN + LAYER * layer, height / 2 + UNIT * (unit - (sizes[layer] - 1) / 2)] as const;
  const edges = edgesOf(drawn, place);
  const units = sizes.flatMap((size, layer) =>
    Array.from({ length: size }, (_, unit) => unitElement(place(layer, unit), input[unit], layer))
  );
  const outputs = network.outputs.map((output, unit) => {
    const [x, y] = place(sizes.length - 1, unit);
    return html`<text class="output" x="${x + RADIUS + 7}" y="${y}">${fiveDigits(output)}</text>`;
  });
  return html`
    <svg class="network" role="img" aria-label="${inWords(drawn)}" viewBox="0 0 ${width} ${height}"
      width="${width}" height="${height}">
      ${edges.map(lineElement)} ${units} ${edges.map(numberElement)} ${outputs}
    </svg>
  `;
}

function edgesOf(
  { network, before }: DrawnNetwork,
  place: (layer: number, unit: number) => readonly [x: number, y: number],
): Edge[] {
  return network.weights.flatMap((layer, l) =>
    layer.flatMap((row, u) =>
      row.flatMap((weight, v) => {
        const old = before?.weights[l][u][v] ?? weight;
        if (weight === 0 && old === 0) return [];
        return [{ from: place(l, u), into: place(l + 1, v), weight, changed: weight !== old }];
      })
    )
  );
}

/** An edge, from one circle to the next. */
function lineElement({ from: [x1, y1], into: [x2, y2] }: Edge): Html {
  const length = Math.hypot(x2 - x1, y2 - y1);
  const [dx, dy] = [RADIUS * (x2 - x1) / length, RADIUS * (y2 - y1) / length];
  return html`
    <line x1="${x1 + dx}" y1="${y1 + dy}" x2="${x2 - dx}" y2="${y2 - dy}" />
  `;
}

function numberElement({ from: [x1, y1], into: [x2, y2], weight, changed }: Edge): Html {
  const share = y1 === y2 ? 0.5 : ALONG;
  const [x, y] = [x1 + share * (x2 - x1), y1 + share * (y2 - y1)];
  const kind = changed ? "weight changed" : "weight";
  return html`<text class="${kind}" x="${x}" y="${y}">${fiveDigits(weight)}</text>`;
}

/** A circle; an input's holds its value. */
function unitElement([x, y]: readonly [number, number], value: number, layer: number): Html {
  const number = layer > 0
    ? []
    : html`<text class="input" x="${x}" y="${y}">${fiveDigits(value)}</text>`;
  return html`
    <circle cx="${x}" cy="${y}" r="${RADIUS}" />${number}
  `;
}

/** The network in words: weights of each layer, row by row, and the outputs. */
function inWords({ name, network }: DrawnNetwork): string {
  const layers = network.weights.map((layer, l) => {
    const rows = layer.map((row) => row.map(fiveDigits).join(" "));
    return `weights of layer ${l + 1}: ${rows.join(" | ")}`;
  });
  return `${name}: ${layers.join("; ")}; output ${network.outputs.map(fiveDigits).join(", ")}`;
}
