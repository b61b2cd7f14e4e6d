import {html} from "htl";
import type {Learnability} from "../../lib/targets/learnable.js";
import {COLOURS} from "../colours.js";

/** A verdict's colour and its sign; beside them its name always stands. */
export const LEARNABILITY: Readonly<Record<Learnability, {readonly colour: string; readonly sign: string}>> = {
  learnable: {colour: COLOURS.reproduced, sign: "✓"},
  borderline: {colour: COLOURS.notReached, sign: "≈"},
  "not learnable": {colour: COLOURS.refuted, sign: "✗"}
};

/** Of a target that a log cannot be asked for. */
export const UNASKED = {colour: COLOURS.notTestable, sign: "○"};

/** `✗ not learnable`, in its colour. */
export function learnabilityMark(verdict: string): HTMLElement {
  const {colour, sign} = verdict in LEARNABILITY ? LEARNABILITY[verdict as Learnability] : UNASKED;
  return html`<span class="learnability" style=${`color:${colour}`}>${sign} ${verdict}</span>` as HTMLElement;
}
