import type {SessionTarget} from "../../lib/sequence/sessionTargets.js";
import {COLOURS} from "../colours.js";

/** How a target, and sessions with either answer to it, are called. */
export interface TargetLabels {
  /** Completes "the predicted probability that a session …". */
  readonly comes: string;
  /** Sessions with the answers no and yes. */
  readonly classes: readonly [string, string];
  readonly colours: readonly [string, string];
  /** What is raised for the sessions with the answer yes. */
  readonly alarm: string;
}

/** The words for a target. */
export function targetLabels(target: SessionTarget): TargetLabels {
  switch (target.ask) {
    case "purchase":
      return {
        comes: "buys later on",
        classes: ["sessions that do not buy", "sessions that buy"],
        colours: [COLOURS.view, COLOURS.transaction],
        alarm: "the session is predicted to buy"
      };
    case "abandonment":
      return {
        comes: "leaves what it put into the cart",
        classes: ["carts that are bought", "carts that are abandoned"],
        colours: [COLOURS.transaction, COLOURS.addtocart],
        alarm: "the cart is predicted to be abandoned"
      };
    case "exit":
      return {
        comes: `ends within ${target.seconds} seconds`,
        classes: ["sessions that go on longer", `sessions at most ${target.seconds} s from their end`],
        colours: [COLOURS.view, COLOURS.removefromcart],
        alarm: "the session is predicted to end soon"
      };
  }
}
