import {DAY_MS} from "../core/time.js";
import {EVENT_CODES, rawColumns} from "./rawEvents.js";
import type {SessionEncoder} from "./sessionEncoder.js";
import type {GraphBuilder, GraphValue} from "../onnx/graphBuilder.js";

/** As `encodeSessions` has them. */
const COUNT_SCALE = 8;
const SECONDS_SCALE = 8;
const HOURS_OF_BAND = 3;

/**
 * The numbers that a network over events learned from (`encodeSessions`, rows × steps × channels) out of the events as
 * the log has them (`rawEvents`, rows × steps × `rawColumns`, NaN where missing). Those of an event depend on it and on
 * earlier steps of its row alone, whatever stands after a session's last event.
 */
export function addSessionEncoder(
  graph: GraphBuilder,
  raw: GraphValue,
  {departments, priceEdges, pauseEdges, withStart}: SessionEncoder
): GraphValue {
  const names = rawColumns({withStart});
  const op = (name: string, ...inputs: GraphValue[]) => graph.node(name, inputs, "float");
  const test = (name: string, ...inputs: GraphValue[]) => graph.node(name, inputs, "bool");
  const row = (values: readonly number[]) => graph.constant(Float32Array.from(values), [1, 1, values.length]);
  const number = (value: number) => row([value]);
  const [zero, one] = [number(0), number(1)];
  const axis = (at: number) => graph.constant(BigInt64Array.of(BigInt(at)), [1]);
  const [stepAxis, lastAxis] = [axis(1), axis(2)];
  const flag = (value: GraphValue) => graph.cast(value, "float");
  const join = (values: readonly GraphValue[]) =>
    values.length === 1 ? values[0] : graph.node("Concat", values, "float", {attributes: {axis: {int: 2}}});

  /** A column of the input, rows × steps × 1. */
  const column = (name: string) => {
    const at = graph.constant(BigInt64Array.of(BigInt(names.indexOf(name))), [1]);
    return graph.node("Gather", [raw, at], "float", {attributes: {axis: {int: 2}}});
  };
  const missing = (value: GraphValue) => test("IsNaN", value);
  const orZero = (value: GraphValue) => op("Where", missing(value), zero, value);
  const known = (value: GraphValue) => op("Sub", one, flag(missing(value)));

  /** Sums over the steps so far, this one counted. */
  const soFar = (value: GraphValue) => op("CumSum", value, stepAxis);
  const log1p = (value: GraphValue) => op("Log", op("Add", one, value));
  const seconds = (ms: GraphValue) => op("Div", log1p(op("Div", ms, number(1000))), number(SECONDS_SCALE));
  const count = (value: GraphValue) => op("Div", log1p(value), number(COUNT_SCALE));

  /** rows × steps × steps: of each step a row, of each step that it is compared with a column. */
  const across = (value: GraphValue) => graph.node("Transpose", [value], "float", {attributes: {perm: [0, 2, 1]}});
  const event = column("event");
  const place = soFar(op("Add", op("Mul", event, zero), one));
  const back = op("Sub", place, across(place));
  const before = flag(test("Greater", back, zero));
  const justBefore = test("Equal", back, one);
  const total = (value: GraphValue) =>
    graph.node("ReduceSum", [value, lastAxis], "float", {attributes: {keepdims: {int: 1}}});
  const same = (value: GraphValue) => flag(test("Equal", value, across(value)));
  /** Earlier steps with the same value; none where it is missing. */
  const seenBefore = (value: GraphValue) => total(op("Mul", same(value), before));

  const item = column("item");
  const again = same(item);
  const seen = seenBefore(item);
  const seenAny = flag(test("Greater", seen, zero));
  const lastItem = total(op("Mul", again, flag(justBefore)));
  const newOnes = (value: GraphValue, times: GraphValue) =>
    op("Mul", known(value), op("Sub", one, flag(test("Greater", times, zero))));

  const ofType = flag(test("Equal", event, row(Object.values(EVENT_CODES))));
  const type = (code: number) => flag(test("Equal", event, number(code)));
  const views = soFar(type(EVENT_CODES.view));
  const returns = soFar(op("Mul", type(EVENT_CODES.view), seenAny));

  // what is in the cart never falls below 0: the walk less the lowest place that it has been at
  const walk = soFar(op("Sub", type(EVENT_CODES.addtocart), type(EVENT_CODES.removefromcart)));
  const upToHere = test("Greater", back, number(-0.5));
  const lowest = graph.node("ReduceMax", [op("Where", upToHere, across(op("Neg", walk)), zero)], "float", {
    attributes: {axes: [2], keepdims: {int: 1}}
  });
  const units = op("Add", walk, op("Max", lowest, zero));

  // a page's dwell time is known once it is left
  const dwell = total(op("Where", justBefore, across(column("dwell_ms")), zero));
  const dwellKnown = op("Mul", known(dwell), flag(test("Greater", place, one)));
  const pause = column("pause_ms");
  const since = column("since_start_ms");
  const earlier = op("Sub", place, one);
  const meanPause = op("Div", since, op("Max", earlier, one));
  const price = column("price_cents");
  const highest = column("highest_cents");
  const cut = op("Sub", one, op("Div", price, op("Max", orZero(highest), one)));
  const discount = op("Where", test("Greater", orZero(highest), zero), orZero(cut), zero);
  const department = column("department");

  /** 1 in the band of a value, 0 in the others and where it is missing. */
  const bands = (value: GraphValue, edges: readonly number[]) => {
    const there = known(value);
    if (edges.length === 0) return there;
    const above = flag(test("Greater", orZero(value), row(edges)));
    const nothing = op("Mul", there, zero);
    return op("Mul", there, op("Sub", join([op("Add", nothing, one), above]), join([above, nothing])));
  };

  const channels = [
    ofType,
    flag(missing(pause)),
    seconds(orZero(pause)),
    op("Mul", dwellKnown, seconds(orZero(dwell))),
    dwellKnown,
    seconds(since),
    op("Mul", flag(test("Greater", place, one)), seconds(meanPause)),
    seenAny,
    count(seen),
    flag(test("Greater", lastItem, zero)),
    discount,
    count(place),
    count(soFar(newOnes(item, seen))),
    count(soFar(newOnes(department, seenBefore(department)))),
    count(returns),
    op("Div", returns, op("Max", views, one)),
    flag(test("Greater", units, zero)),
    count(units),
    count(soFar(type(EVENT_CODES.addtocart))),
    count(soFar(type(EVENT_CODES.removefromcart))),
    count(soFar(type(EVENT_CODES.transaction))),
    ...(departments.length === 0 ? [] : [flag(test("Equal", department, row(departments)))]),
    bands(price, priceEdges),
    bands(pause, pauseEdges),
    ...(withStart ? startChannels() : [])
  ];
  return join(channels);

  /** As `startFeatures` has them. */
  function startChannels(): GraphValue[] {
    const hour = column("start_hour");
    const lows = Array.from({length: 24 / HOURS_OF_BAND}, (_, k) => k * HOURS_OF_BAND);
    const least = (edges: readonly number[]) => flag(test("GreaterOrEqual", hour, row(edges)));
    const some = (value: GraphValue) => flag(test("Greater", orZero(value), zero));
    const logarithm = (value: GraphValue, scale: number) => op("Div", log1p(orZero(value)), number(scale));
    const past = column("earlier_sessions");
    return [
      op("Sub", least(lows), least(lows.map((low) => low + HOURS_OF_BAND))),
      flag(test("GreaterOrEqual", column("start_weekday"), number(5))),
      some(past),
      logarithm(past, 1),
      logarithm(column("earlier_events"), 4),
      logarithm(column("earlier_buying_sessions"), 1),
      logarithm(column("earlier_carting_sessions"), 1),
      some(column("last_transactions")),
      some(column("last_carts")),
      logarithm(column("last_events"), 4),
      op("Mul", some(past), logarithm(op("Div", column("since_last_ms"), number(DAY_MS)), 2))
    ];
  }
}
