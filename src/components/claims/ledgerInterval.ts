import * as Plot from "@observablehq/plot";
import {html} from "htl";
import type {ClaimRow} from "../../lib/claims/claim.js";
import {show, showIn} from "../../lib/claims/show.js";
import {COLOURS} from "../colours.js";

interface Line {
  readonly name: string;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly colour: string;
}

/** Claimed against ours on one scale, with the baseline and the run with errors where there are any; null where nothing could be drawn. */
export function ledgerInterval(row: ClaimRow): HTMLElement | null {
  const {claimed, honest, withFlaw, unit} = row;
  const uncertain = claimed.low !== null && claimed.high !== null && claimed.low < claimed.high;
  if (claimed.value === null || (honest === null && !uncertain)) return null;
  const lines: Line[] = [
    {
      name: "claimed",
      value: claimed.form === "point" ? claimed.value : null,
      low: claimed.low,
      high: claimed.high,
      colour: COLOURS.published
    },
    ...(honest
      ? [
          {
            name: "ours",
            ...honest,
            low: honest.low ?? honest.value,
            high: honest.high ?? honest.value,
            colour: COLOURS.recomputed
          }
        ]
      : []),
    ...(withFlaw
      ? [
          {
            name: "with the flaw",
            ...withFlaw,
            low: withFlaw.low ?? withFlaw.value,
            high: withFlaw.high ?? withFlaw.value,
            colour: COLOURS.flaw
          }
        ]
      : [])
  ];
  const baseline = honest?.baseline ?? null;
  const ends = [...lines.flatMap(({value, low, high}) => [value, low, high]), baseline?.value ?? null].filter(
    (x) => x !== null
  );
  const from = Math.min(...ends);
  const to = Math.max(...ends);
  const room = (to - from || Math.abs(to) || 1) * 0.12;
  const domain = [from - room, to + room];
  const sentence = lines
    .map(({name, value, low, high}) => {
      const span =
        low === null
          ? `at most ${show(high!)}`
          : high === null
            ? `at least ${show(low)}`
            : `${show(low)} to ${show(high)}`;
      return value === null
        ? `${name} ${span}`
        : low === high
          ? `${name} ${show(value)}`
          : `${name} ${show(value)}, ${span}`;
    })
    .concat(baseline ? [`${baseline.name} ${show(baseline.value)}`] : [])
    .join("; ");
  const holder = html`<div class="claim-plot" style=${`height: ${52 + 24 * lines.length}px`}></div>` as HTMLElement;
  let width = 0;
  new ResizeObserver(([{contentRect}]) => {
    if (Math.floor(contentRect.width) === width || contentRect.width === 0) return;
    width = Math.floor(contentRect.width);
    const plot = Plot.plot({
      width: Math.min(width, 640),
      height: 52 + 24 * lines.length,
      marginLeft: 96,
      marginRight: 24,
      marginTop: 16,
      ariaLabel: "Claimed against ours",
      ariaDescription: `${row.statement}: ${sentence}${unit === "" ? "" : `, in ${unit}`}`,
      color: {type: "identity"},
      x: {domain, label: unit === "" ? null : unit, ticks: width < 500 ? 4 : 7, grid: true},
      y: {domain: lines.map(({name}) => name), label: null, tickSize: 0},
      marks: [
        baseline
          ? Plot.ruleX([baseline.value], {stroke: COLOURS.baseline, strokeDasharray: "4,3", strokeWidth: 1.5})
          : null,
        baseline
          ? Plot.text([baseline.value], {
              x: (d) => d,
              frameAnchor: "top",
              dy: -12,
              text: () => baseline.name,
              fill: COLOURS.baseline
            })
          : null,
        Plot.ruleY(lines, {
          y: "name",
          x1: ({low}) => low ?? domain[0],
          x2: ({high}) => high ?? domain[1],
          stroke: "colour",
          strokeWidth: 5,
          strokeOpacity: 0.55,
          title: ({name, value}) => `${name}: ${value === null ? claimed.printed : showIn(value, unit)}`
        }),
        Plot.dot(
          lines.filter(({value}) => value !== null),
          {y: "name", x: "value", fill: "colour", r: 5, symbol: ({name}) => (name === "claimed" ? "diamond" : "circle")}
        )
      ]
    });
    plot.setAttribute("role", "img");
    // A picture has one name; those that Plot gives its marks are not heard.
    for (const group of plot.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
    holder.replaceChildren(plot);
  }).observe(holder);
  return holder;
}
