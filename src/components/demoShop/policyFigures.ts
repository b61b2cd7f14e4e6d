import * as Plot from "@observablehq/plot";
import {wilsonInterval} from "../../lib/metrics/intervals.js";
import {discountPercent, type OfferPolicy} from "../../lib/offers/policy.js";
import type {DemoShopPage} from "../../lib/reports/demoShopPage.js";
import {COLOURS} from "../colours.js";
import type {Draw, FigureOptions} from "../figure.js";
import {count, percent} from "../format.js";

/** The discount by the value of the cart. */
export function discountFigure({discount}: OfferPolicy): readonly [FigureOptions, Draw] {
  const most = Math.max(discount.toCents * 1.25, 10_000);
  const points = Array.from({length: 251}, (_, k) => {
    const cents = Math.round((most * k) / 250);
    return {cart: cents / 100, percent: discountPercent(discount, cents)};
  });
  return [
    {
      name: "demo-shop-discount",
      title: `The discount rises from ${discount.lowestPercent} % to ${discount.highestPercent} % with the cart`,
      description: "A rising line: the discount for each value of the cart, in whole per cent.",
      caption: `It rises between carts of ${count(discount.fromCents / 100)} and ${count(discount.toCents / 100)}, in steps of 1 %. The shop's money has no name.`,
      height: 220,
      legend: [{label: "discount, %", colour: COLOURS.chosen, shape: "line"}],
      table: {
        name: "demo-shop-discount",
        columns: {cart: points.map(({cart}) => cart), percent: points.map((point) => point.percent)},
        header: {cart: "value of the cart", percent: "discount, %"}
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 44,
        x: {label: "value of the cart →", ticks: width < 480 ? 4 : 7},
        y: {label: "↑ discount, %", domain: [0, Math.max(35, discount.highestPercent)], grid: true, ticks: 5},
        marks: [
          Plot.lineY(points, {x: "cart", y: "percent", stroke: COLOURS.chosen, strokeWidth: 2, curve: "step-after"})
        ]
      })
  ];
}

/** What a threshold comes to: the share of carts that would be made an offer, and how many of them are abandoned anyway. */
export function thresholdFigure(page: DemoShopPage, {threshold}: OfferPolicy): readonly [FigureOptions, Draw] {
  const {thresholds, carts, abandoned} = page;
  const base = abandoned / carts;
  const rows = thresholds
    .filter(({reached}) => reached >= 10)
    .map((row) => ({
      threshold: row.threshold,
      reached: row.reached / carts,
      abandoned: row.abandoned / row.reached,
      n: row.reached,
      ...wilsonInterval(row.abandoned / row.reached, row.reached)
    }));
  const at = thresholds.findLast((row) => row.threshold <= threshold + 1e-9)!;
  const there = wilsonInterval(at.abandoned / at.reached, at.reached);
  const found =
    at.reached < 10
      ? "Hardly any cart reaches the threshold that is set."
      : `At ${at.threshold.toFixed(2)}, ${percent(at.reached / carts, 0)} of carts reach the threshold, and ${percent(at.abandoned / at.reached, 0)} of these are abandoned (95 % interval ${percent(there.low, 0)} to ${percent(there.high, 0)}).`;
  return [
    {
      name: "demo-shop-threshold",
      title: "A higher threshold finds abandoned carts more purely, and fewer of them",
      description:
        "Two lines over the threshold: the share of carts that reach it falls, the share of abandoned ones among them rises. A dashed line has the share among all carts.",
      caption: `${found} Among all carts it is ${percent(base, 0)}.`,
      n: `n = ${count(carts)} test sessions with a cart.`,
      generated: true,
      height: 240,
      legend: [
        {label: "carts that reach it", colour: COLOURS.recomputed, shape: "line"},
        {label: "abandoned, of these", colour: COLOURS.chosen, shape: "line"},
        {label: "abandoned, of all carts", colour: COLOURS.baseline, shape: "dash"}
      ],
      table: {
        name: "demo-shop-threshold",
        columns: {
          threshold: rows.map((row) => row.threshold),
          reached: rows.map(({reached}) => reached),
          abandoned: rows.map((row) => row.abandoned),
          low: rows.map(({low}) => low),
          high: rows.map(({high}) => high),
          n: rows.map(({n}) => n)
        },
        header: {
          reached: "share of carts that reach it",
          abandoned: "abandoned, of these",
          low: "95 % from",
          high: "to"
        }
      }
    },
    (width, height) =>
      Plot.plot({
        width,
        height,
        marginLeft: 48,
        x: {label: "threshold →", domain: [0, 1], ticks: 6},
        y: {label: "↑ share", domain: [0, 1], tickFormat: "%", grid: true, ticks: 5},
        marks: [
          Plot.areaY(rows, {x: "threshold", y1: "low", y2: "high", fill: COLOURS.chosen, fillOpacity: 0.15}),
          Plot.lineY(rows, {x: "threshold", y: "reached", stroke: COLOURS.recomputed, strokeWidth: 2}),
          Plot.lineY(rows, {x: "threshold", y: "abandoned", stroke: COLOURS.chosen, strokeWidth: 2}),
          Plot.ruleY([base], {stroke: COLOURS.baseline, strokeDasharray: "3,4"}),
          Plot.ruleX([threshold], {stroke: COLOURS.ink, strokeOpacity: 0.5})
        ]
      })
  ];
}
