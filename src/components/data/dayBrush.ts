import {DAY_MS} from "../../lib/core/time.js";
import {html} from "htl";
import {figure, type Draw, type FigureElement, type FigureOptions} from "../figure.js";
import {day, dayMs} from "../format.js";
import type {Control, DayRange} from "../state.js";

export interface DayBrush extends Control<DayRange> {
  /** The figure the days are chosen on. */
  readonly figure: FigureElement;
}

/** The same figure for a log whose days cannot be chosen: its value is always the whole. */
export function allDays(first: string, last: string, [options, draw]: readonly [FigureOptions, Draw]): DayBrush {
  const plot = figure(options, draw);
  const element = html`<div class="day-brush">${plot}</div>` as unknown as DayBrush;
  return Object.defineProperties(element, {figure: {value: plot}, value: {value: {from: first, to: last}}});
}

/**
 * Chooses a stretch of days on a figure whose horizontal scale is UTC time: by dragging over it with a pointer, or by two date
 * fields, which is the same by keyboard. Emits `input` when a choice is made, not while a pointer still moves.
 */
export function dayBrush(first: string, last: string, [options, draw]: readonly [FigureOptions, Draw]): DayBrush {
  let value: DayRange = {from: first, to: last};
  const field = (label: string) =>
    html`<label>${label} <input type="date" min=${first} max=${last} required /></label>` as HTMLLabelElement;
  const fromLabel = field("First day");
  const toLabel = field("Last day");
  const [from, to] = [fromLabel, toLabel].map((label) => label.querySelector("input")!);
  let marks: (() => void)[] = [];
  const show = () => {
    from.value = value.from;
    to.value = value.to;
    for (const mark of marks) mark();
  };
  const choose = (next: DayRange) => {
    const changed = next.from !== value.from || next.to !== value.to;
    value = next;
    show();
    if (changed) element.dispatchEvent(new Event("input", {bubbles: true}));
  };
  const read = (event: Event) => {
    event.stopPropagation(); // a half-typed date is not yet a choice
    const a = dayMs(from.value);
    const b = dayMs(to.value);
    if (!from.checkValidity() || !to.checkValidity() || Number.isNaN(a) || Number.isNaN(b)) return;
    // The field just changed counts; the other follows it where the two would cross.
    if (a <= b) choose({from: day(a), to: day(b)});
    else if (event.target === from) choose({from: day(a), to: day(a)});
    else choose({from: day(b), to: day(b)});
  };
  for (const input of [from, to]) {
    input.addEventListener("input", (event) => event.stopPropagation());
    input.addEventListener("change", read);
  }
  const brushed =
    (inner: Draw): Draw =>
    (width, height) => {
      const drawn = inner(width, height);
      marks = [overlay(drawn, height, () => value, first, last, choose)];
      show();
      return drawn;
    };
  const plot = figure(options, brushed(draw));
  const update = plot.update;
  plot.update = (changes, next) => update(changes, next === undefined ? undefined : brushed(next));
  const element = html`<div class="day-brush">
    ${plot}
    <div class="day-fields">${fromLabel}${toLabel}<span class="day-hint">or drag over the bars</span></div>
  </div>` as unknown as DayBrush;
  show();
  return Object.defineProperties(element, {
    figure: {value: plot},
    value: {
      get: () => value,
      set: (next: DayRange) => {
        value = next;
        show();
      }
    }
  });
}

/** Lays the marked stretch and a surface for the pointer over a plot. Gives the function that redraws the mark. */
function overlay(
  drawn: Element,
  height: number,
  value: () => DayRange,
  first: string,
  last: string,
  choose: (range: DayRange) => void
): () => void {
  const svg = drawn instanceof SVGSVGElement ? drawn : drawn.querySelector("svg")!;
  const {range} = (drawn as Element & {scale(name: string): {range: [number, number]}}).scale("x");
  const [left, right] = range;
  const start = dayMs(first);
  const end = dayMs(last) + DAY_MS;
  const x = (ms: number) => left + ((ms - start) / (end - start)) * (right - left);
  const make = (attributes: Record<string, string>) => {
    const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    for (const [name, text] of Object.entries(attributes)) rect.setAttribute(name, text);
    return rect;
  };
  const mark = make({class: "brush-mark", y: "2", height: String(height - 4)});
  const surface = make({
    class: "brush-surface",
    x: String(left),
    y: "0",
    width: String(right - left),
    height: String(height)
  });
  svg.append(mark, surface);
  const draw = (a: number, b: number) => {
    mark.setAttribute("x", String(x(a)));
    mark.setAttribute("width", String(Math.max(1, x(b) - x(a))));
    mark.setAttribute("visibility", a <= start && b >= end ? "hidden" : "visible");
  };
  const dayAt = (event: PointerEvent) => {
    const box = svg.getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * (svg.viewBox.baseVal.width || box.width);
    const ms = start + ((at - left) / (right - left)) * (end - start);
    return Math.min(dayMs(last), Math.max(start, Math.floor(ms / DAY_MS) * DAY_MS));
  };
  let anchor: number | undefined;
  surface.addEventListener("pointerdown", (event) => {
    anchor = dayAt(event);
    surface.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  surface.addEventListener("pointermove", (event) => {
    if (anchor === undefined) return;
    const at = dayAt(event);
    draw(Math.min(anchor, at), Math.max(anchor, at) + DAY_MS);
  });
  surface.addEventListener("pointerup", (event) => {
    if (anchor === undefined) return;
    const at = dayAt(event);
    const [a, b] = [Math.min(anchor, at), Math.max(anchor, at)];
    anchor = undefined;
    choose({from: day(a), to: day(b)});
  });
  surface.addEventListener("pointercancel", () => {
    anchor = undefined;
    draw(dayMs(value().from), dayMs(value().to) + DAY_MS);
  });
  return () => draw(dayMs(value().from), dayMs(value().to) + DAY_MS);
}
