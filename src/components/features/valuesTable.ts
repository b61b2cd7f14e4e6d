import {html} from "htl";
import {countedEvents} from "../../lib/features/countedEvents.js";
import type {Feature} from "../../lib/features/feature.js";
import type {Timeline} from "../../lib/features/timeline.js";
import {dataTable} from "../dataTable.js";
import {predictionTimeText} from "./predictionTimeSlider.js";
import {unitText} from "./unitText.js";

/** All features of a user and an item at one moment. */
export function valuesTable(line: Timeline, features: readonly Feature[], moment: number): HTMLElement {
  return dataTable({
    name: `features-user-${line.user}-item-${line.item}`,
    caption: `User ${line.user} and item ${line.item} at ${predictionTimeText(line.moments[moment])}`,
    columns: {
      feature: features.map(({name}) => name),
      group: features.map(({group}) => group),
      value: features.map(({name}) => line.values[name][moment]),
      unit: features.map(({unit}) => unit),
      events: features.map((feature) => countedEvents(feature, line, moment).length)
    },
    header: {value: "value then", events: "events that count"},
    format: {
      feature: (name) => html`<code>${String(name)}</code>` as Node,
      value: (value, row) => unitText(features[row], value as number)
    }
  });
}
