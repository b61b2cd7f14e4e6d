import * as Plot from "@observablehq/plot";
import {stack} from "d3";
import {SYSTEMS, type ClaimRow} from "../lib/claims/claim.js";
import {summarise} from "../lib/claims/ledgerSummary.js";
import {VERDICTS as NAMES, type Verdict} from "../lib/claims/verdictNames.js";
import {COLOURS, VERDICTS} from "./colours.js";
import type {Draw, FigureOptions} from "./figure.js";
import {count} from "./format.js";

/** What says nothing of a claim's truth is drawn paler. */
const PENDING: readonly Verdict[] = ["not testable here", "remark"];

/** How many claims of each system have which verdict, as stacked bars. Use as `figure(...ledgerPicture(claims))`. */
export function ledgerPicture(claims: readonly ClaimRow[]): [FigureOptions, Draw] {
  const {byVerdict, bySystem, onTwin} = summarise({claims});
  const shown = NAMES.filter((name) => byVerdict[name] > 0);
  const parts = stack<unknown, (typeof SYSTEMS)[number], Verdict>()
    .keys(shown)
    .value((system, verdict) => bySystem[system][verdict])(SYSTEMS)
    .flatMap((series) =>
      series.map(({0: from, 1: to, data: system}) => {
        const verdict = series.key;
        return {system, verdict, claims: to - from, from, to, ...VERDICTS[verdict]};
      })
    )
    .sort((a, b) => SYSTEMS.indexOf(a.system) - SYSTEMS.indexOf(b.system))
    .filter((part) => part.claims > 0);
  const most = Math.max(1, ...parts.map(({to}) => to));
  const description = SYSTEMS.map(
    (system) =>
      `${system}: ${shown
        .filter((name) => bySystem[system][name] > 0)
        .map((name) => `${bySystem[system][name]} ${name}`)
        .join(", ")}`
  ).join("; ");
  return [
    {
      name: "clickproof-verdicts",
      title: "Verdicts by system",
      description,
      caption: `Of ${count(claims.length)} claims, ${count(byVerdict.reproduced)} are reproduced, ${count(byVerdict["refuted by arithmetic"])} contradict their own numbers and ${count(byVerdict.uninformative)} say nothing that chance or a constant would not; ${count(byVerdict["not testable here"])} wait for parts still to come.`,
      n: `n = ${count(claims.length)} claims; ${count(onTwin)} judged on a generated twin.`,
      height: 210,
      legend: shown.map((name) => ({
        label: `${VERDICTS[name].sign} ${name} (${byVerdict[name]})`,
        colour: VERDICTS[name].colour
      })),
      table: {
        name: "clickproof-verdicts",
        columns: {
          system: parts.map(({system}) => system),
          verdict: parts.map(({verdict}) => verdict),
          claims: parts.map(({claims}) => claims)
        }
      }
    },
    (width, height) => {
      const marginLeft = 92;
      const pixels = (width - marginLeft - 16) / most;
      return Plot.plot({
        width,
        height,
        marginLeft,
        marginRight: 16,
        ariaLabel: "Verdicts by system",
        ariaDescription: description,
        color: {type: "identity"},
        x: {label: "claims", ticks: width < 500 ? 4 : 8},
        y: {label: null, domain: SYSTEMS, tickSize: 0},
        marks: [
          Plot.barX(parts, {
            y: "system",
            x1: "from",
            x2: "to",
            fill: "colour",
            fillOpacity: ({verdict}) => (PENDING.includes(verdict) ? 0.3 : 1),
            inset: 0.5,
            title: ({system, verdict, claims}) => `${system}: ${claims} ${verdict}`
          }),
          Plot.text(
            parts.filter(({claims}) => claims * pixels >= 26),
            {
              y: "system",
              x: ({from, to}) => (from + to) / 2,
              text: ({sign, claims}) => `${sign} ${claims}`,
              fill: ({verdict}) => (PENDING.includes(verdict) ? COLOURS.ink : "var(--theme-background)"),
              fontWeight: 600
            }
          ),
          Plot.ruleX([0], {stroke: COLOURS.muted})
        ]
      });
    }
  ];
}
