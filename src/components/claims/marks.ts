import {GRADE_MEANINGS, GRADES, type Grade} from "../../lib/claims/grades.js";
import type {Outcome} from "../../lib/claims/outcomes.js";
import {OUTCOME_MARKS} from "../colours.js";

/** How dark each grade is drawn, strongest evidence darkest; what has no evidence is paler than all. */
export const STRENGTH: Readonly<Record<Grade | "none", number>> = {
  "real data": 1,
  "published fact": 0.78,
  "generated twin": 0.56,
  "document's own numbers": 0.38,
  "by construction": 0.24,
  none: 0.13
};

/** An outcome's sign and name in its colour. */
export function outcomeMark(name: Outcome): HTMLElement {
  const {colour, sign} = OUTCOME_MARKS[name];
  const mark = document.createElement("span");
  mark.className = "verdict";
  mark.style.setProperty("--mark", colour);
  const shape = document.createElement("span");
  shape.setAttribute("aria-hidden", "true");
  shape.textContent = sign;
  mark.append(shape, ` ${name}`);
  return mark;
}

/** A grade of evidence with a bar as full as the evidence is strong; what it means is its title. */
export function gradeMark(grade: Grade | null): HTMLElement {
  const mark = document.createElement("span");
  mark.className = "grade";
  if (grade === null) {
    mark.textContent = "no evidence";
    mark.classList.add("grade-none");
    return mark;
  }
  mark.title = GRADE_MEANINGS[grade];
  const bar = document.createElement("span");
  bar.className = "grade-bar";
  bar.setAttribute("aria-hidden", "true");
  for (let i = GRADES.length - 1; i >= 0; --i) {
    const step = document.createElement("i");
    if (GRADES.indexOf(grade) <= i) step.className = "on";
    bar.append(step);
  }
  mark.append(bar, ` ${grade}`);
  return mark;
}
