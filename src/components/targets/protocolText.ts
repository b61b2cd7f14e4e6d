import {splitName} from "../../lib/pipeline/split.js";
import type {CountingProtocol} from "../../lib/targets/countTargets.js";

/** How a protocol is written next to its counts. */
export function protocolText({split, until, sessions}: CountingProtocol): string {
  return `split ${splitName(split)}, ${sessions === "all" ? "examples of all sessions" : "examples of sessions with a later one"}, labels from ${until === "log" ? "the whole log" : "the example's own part"}`;
}
