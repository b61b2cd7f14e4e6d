import {none} from "../documents/cells.js";
import type {Cell} from "../documents/reportDocument.js";
import {wilsonInterval} from "../metrics/intervals.js";

/** Some of `n` as a share with its 95 % Wilson interval. */
export function shareCell(some: number, n: number): Cell {
  return n === 0
    ? none("none to take a share of")
    : {kind: "share", value: some / n, ...wilsonInterval(some / n, n), n};
}
