import {DAY_MS} from "../../lib/core/time.js";
import {brushX, pointer, scaleUtc, select, utcDay, type D3BrushEvent} from "d3";
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
    show(); // also where a stretch that was dragged comes to the same days
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
    <div class="day-fields">
      ${fromLabel}${toLabel}<span class="day-hint">or drag over the bars, or the ends of what is marked</span>
    </div>
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

/**
 * Lays a brush over a plot, which marks the chosen stretch, moves it and drags its ends from day to day; a click chooses
 * one day. Gives the function that shows the value again.
 */
function overlay(
  drawn: Element,
  height: number,
  value: () => DayRange,
  first: string,
  last: string,
  choose: (range: DayRange) => void
): () => void {
  const svg = select(drawn instanceof SVGSVGElement ? drawn : drawn.querySelector("svg")!);
  const {range} = (drawn as Element & {scale(name: string): {range: [number, number]}}).scale("x");
  const x = scaleUtc([dayMs(first), dayMs(last) + DAY_MS], range);
  const midnight = (date: Date) => Math.min(dayMs(last), Math.max(dayMs(first), date.getTime()));
  const brush = brushX<unknown>()
    .extent([
      [range[0], 1],
      [range[1], height - 1]
    ])
    .on("end", ({selection, sourceEvent}: D3BrushEvent<unknown>) => {
      if (sourceEvent === undefined) return; // moved by `show`
      if (sourceEvent.type === "touchcancel") return show(); // the page is scrolled
      if (selection === null) {
        const clicked = midnight(utcDay.floor(x.invert(pointer(sourceEvent, svg.node())[0])));
        return choose({from: day(clicked), to: day(clicked)});
      }
      const [from, until] = (selection as [number, number]).map((at) => utcDay.round(x.invert(at)));
      const start = midnight(from);
      choose({from: day(start), to: day(Math.max(start, midnight(utcDay.offset(until, -1))))});
    });
  const layer = svg.append<SVGGElement>("g").attr("class", "brush").call(brush);
  const show = () => {
    const now = value();
    const whole = now.from === first && now.to === last;
    layer.call(brush.move, whole ? null : [x(dayMs(now.from)), x(dayMs(now.to) + DAY_MS)]);
  };
  return show;
}
