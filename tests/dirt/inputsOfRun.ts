import {THOROUGH} from "../thorough.js";
import type {BadInput} from "./badInput.js";

/**
 * What a run reads of bad inputs: all of them every night, else the first of each kind, or as many as are asked for. A kind is what was done to which sort of
 * file; a random combination is one of its own.
 */
export function inputsOfRun(inputs: readonly BadInput[], {ofAKind = 1} = {}): BadInput[] {
  if (THOROUGH) return [...inputs];
  const taken = new Map<string, number>();
  return inputs.filter((input) => {
    const kind = kindOf(input);
    const before = taken.get(kind) ?? 0;
    taken.set(kind, before + 1);
    return before < ofAKind;
  });
}

/** What was done to which sort of file, as `.csv.gz: lines cut`. */
export function kindOf({name, about}: BadInput): string {
  return `${/(?:\.[a-z]+)*$/.exec(name)![0]}: ${about.startsWith(`${name}: `) ? about.slice(name.length + 2) : about}`;
}
