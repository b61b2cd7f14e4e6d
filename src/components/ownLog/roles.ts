import type {Lack, Role} from "../../lib/eventLog/mapping.js";

/** What each role is for, and what goes without it. */
export const ROLE_TITLES: Readonly<Record<Role, readonly [title: string, without: string]>> = {
  user: ["User", "every event or visit is a user of its own"],
  time: ["Time", "nothing can be put in order"],
  event: ["Event type", "every event is a view"],
  item: ["Item", "nothing is said of items"],
  session: ["Own session id", "sessions are cut at pauses"],
  price: ["Price", "there is no revenue"],
  category: ["Category", "nothing is said of loyalty"],
  brand: ["Brand", "items have no brand"],
  ingested: ["Arrival in the log", "nothing is said of late events"]
};

/** What a log cannot support, and that the rest works. */
export const LACK_TEXTS: Readonly<Record<Lack, string>> = {
  hours: "It knows days and no times of day: pauses and hours are not shown, and sessions cut at pauses mean little.",
  purchases: "It has no purchases: conversion, the way to a purchase and all that forecasts one are not shown.",
  users: "It does not know its users: whether somebody came back is not shown, and each visit counts as a user.",
  items: "It names no items: top items, trends and loyalty are not shown."
};
