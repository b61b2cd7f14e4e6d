import {THOROUGH} from "../thorough.js";
import type {BadInput} from "./badInput.js";

/** How many inputs of a kind a usual run reads. */
const OF_A_KIND = 2;

/**
 * What a run reads of bad inputs: all of them every night, else two of each kind. A kind is what was done to which sort of
 * file; a random combination is one of its own.
 */
export function inputsOfRun(inputs: readonly BadInput[]): BadInput[] {
  if (THOROUGH) return [...inputs];
  const taken = new Map<string, number>();
  return inputs.filter((input) => {
    const kind = kindOf(input);
    const before = taken.get(kind) ?? 0;
    taken.set(kind, before + 1);
    return before < OF_A_KIND;
  });
}

/** What was done to which sort of file, as `.csv.gz: lines cut`. */
export function kindOf({name, about}: BadInput): string {
  return `${/(?:\.[a-z]+)*$/.exec(name)![0]}: ${about.startsWith(`${name}: `) ? about.slice(name.length + 2) : about}`;
}
