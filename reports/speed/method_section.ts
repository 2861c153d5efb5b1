/**
 * How the speed benchmark was made: command, machine, what was timed, what was not there.
 *
 * @module
 */

import { time } from "../format.ts";
import { type Content, type Html, html } from "../page/html.ts";
import { foldedTable } from "../page/table.ts";
import type { Table } from "../report.ts";
import type { SpeedResults } from "./results.ts";

/** The section that lets a reader judge and repeat the measurement. */
export function methodSection(results: SpeedResults): Html {
  return html`
    <section aria-labelledby="method">
      <h2 id="method">How it was measured</h2>
      <p>This command measures it again:</p>
      <pre tabindex="0"><code>${results.command}</code></pre>
      <dl>
        <dt>A step</dt>
        <dd>
          A mini-batch of 100 examples: forward, backward, update. Each program is timed once a round, one
          right after the other, so that what slows the machine down for a while slows them all. A ratio is
          taken within a round, and the page shows the median over the rounds.
        </dd>
        ${results.roofline === undefined ? [] : roofline()}
        ${results.scaling === undefined ? [] : scaling()}
      </dl>
      ${missing(results)}
      ${foldedTable(machineTable(results))}
    </section>
  `;
}

function roofline(): Content {
  return html`
    <dt>What one core can do</dt>
    <dd>
      Peak: independent chains of multiply-adds (WebAssembly's relaxed_madd) that never leave the registers.
      Memory: a sum over a buffer far larger than the caches. Kernels: the wasm engine's own code, one
      product at a time, over and over; the packing of the transposed weights counts as part of the backward
      product. The best of several timings, each after a warm-up.
    </dd>
  `;
}

function scaling(): Content {
  return html`
    <dt>Side by side</dt>
    <dd>
      All Workers begin in the same moment and train for the same time. On a GPU, networks of one setup share
      its dispatches.
    </dd>
    <dt>An epoch</dt>
    <dd>
      One thing varies, the others stay as the tables of the charts list them. The best of the epochs that
      there was time for, without evaluation.
    </dd>
  `;
}

/** What was not measured, and how to get it. */
function missing({ missing }: SpeedResults): Content {
  return missing.length === 0 ? [] : html`
    <p>Not measured:</p>
    <ul>${missing.map(({ name, reason }) =>
      html`<li><strong>${name}</strong>: ${reason}</li>`
    )}</ul>
  `;
}

function machineTable({ machine, programs, date }: SpeedResults): Table {
  return {
    title: "Machine and programs",
    caption: "What was measured on what.",
    columns: [{ title: "What" }, { title: "Which" }],
    rows: [
      ["Processor", machine.cpu],
      ["Logical cores", String(machine.cores)],
      ["System", machine.os],
      ["Deno", `${machine.deno} (V8 ${machine.v8})`],
      ...programs.map(({ name, own }) => [own ? "Engine" : "Other program", name]),
      ["Date", time(date)],
    ],
  };
}
