import {DISTRACTORS} from "./distractors.js";
import {ENCODINGS} from "./encodings.js";
import {VOCABULARIES} from "./eventWords.js";
import {DIRT, type Fixed, type Kind} from "./fuzzLog.js";
import {ID_STYLES} from "./ids.js";
import {CASES, LANGUAGES, namesOf, type Case, type NamedRole} from "./names.js";
import {PRICE_STYLES} from "./prices.js";
import {TIME_STYLES} from "./times.js";
import {SHOPS} from "./truth.js";

/** A log that is plain in all but a few respects. */
export interface IntakeCase {
  readonly about: string;
  readonly seed: number;
  readonly fixed: Fixed;
}

/** What every case has unless it says otherwise: a CSV in English that any reader should take. */
const PLAIN: Fixed = {
  shop: "usual",
  rows: 60,
  kind: "csv",
  language: "english",
  name: 0,
  nameCase: "as it is",
  time: "2024-03-01 10:02:03",
  userIds: "prefixed",
  itemIds: "six digits",
  price: "1234.50",
  vocabulary: "REES46",
  encoding: "utf-8",
  packing: "plain",
  delimiter: ",",
  quoting: "minimal",
  end: "\n",
  preamble: "none",
  missing: "",
  dirt: null,
  distractors: [],
  zone: 0,
  blanks: false,
  roles: ["user", "event", "item", "price"],
  order: "time"
};
const JSONS: readonly Kind[] = ["ndjson", "nested ndjson", "json array", "pretty json array", "nested lists"];
const EVERY_KIND: readonly Kind[] = ["csv", ...JSONS];

type Drawn = readonly (readonly [about: string, fixed: Fixed])[];

/** Groups of cases, each a table of format × role × noise: one thing at a time, and in pairs where two can get in each other's way. */
const GROUPS: Readonly<Record<string, Drawn>> = {
  times: [
    ...TIME_STYLES.flatMap(({id}) =>
      (["csv", "ndjson"] as const).map((kind) => [`${id} in ${kind}`, {time: id, kind, rows: 90}] as const)
    ),
    ...[
      "2024-03-01 10:02:03",
      "01.03.2024 10:02",
      "3/1/2024 10:02:03 AM",
      "20240301100203",
      "date 2024-03-01, time 10:02:03",
      "1 mars 2024 10:02:03"
    ].flatMap((time) =>
      [60, -300, 330].map((zone) => [`${time}, ${zone} minutes ahead`, {time, zone, rows: 90}] as const)
    )
  ],
  ids: ID_STYLES.flatMap((style) =>
    (["csv", "ndjson"] as const).flatMap((kind) => [
      [`users: ${style} in ${kind}`, {userIds: style, kind, rows: 120}] as const,
      [`items: ${style} in ${kind}`, {itemIds: style, kind, rows: 120}] as const
    ])
  ),
  prices: PRICE_STYLES.flatMap(({id}) => [
    [`${id} between semicolons`, {price: id, delimiter: ";"}] as const,
    [`${id} in quotes`, {price: id, quoting: "all"}] as const,
    [`${id} in JSON`, {price: id, kind: "ndjson"}] as const
  ]),
  "event words": VOCABULARIES.flatMap(({id}) => [
    [`${id}`, {vocabulary: id, rows: 120}] as const,
    [`${id} with pages`, {vocabulary: id, shop: "pages", rows: 120}] as const
  ]),
  names: [
    ...LANGUAGES.flatMap((language) =>
      Array.from(
        {
          length: Math.max(
            ...(["user", "time", "event", "item", "price"] as NamedRole[]).map((role) => namesOf(language, role).length)
          )
        },
        (_, name) =>
          [
            `${language} names ${name}`,
            {language, name, roles: ["user", "event", "item", "price", "session"]} as Fixed
          ] as const
      )
    ),
    ...LANGUAGES.map(
      (language) => [`${language} names of date and clock`, {language, time: "date 2024-03-01, time 10:02:03"}] as const
    ),
    ...LANGUAGES.map(
      (language) => [`${language} names of year, month, day, hour`, {language, time: "year, month, day, hour"}] as const
    ),
    ...(Object.keys(CASES) as Case[]).map((nameCase) => [`names in ${nameCase}`, {nameCase}] as const)
  ],
  containers: [
    ...EVERY_KIND.flatMap((kind) =>
      (["plain", "gzip", "zip"] as const).map((packing) => [`${kind}, ${packing}`, {kind, packing}] as const)
    ),
    ...ENCODINGS.flatMap((encoding) =>
      [",", ";", "\t", "|"].map(
        (delimiter) =>
          [
            `${encoding}, ${JSON.stringify(delimiter)}`,
            {encoding, delimiter, distractors: ["free text"], rows: 90} as Fixed
          ] as const
      )
    ),
    ...(["minimal", "text", "all"] as const).flatMap((quoting) =>
      ["\n", "\r\n", "\r"].map(
        (end) =>
          [
            `quotes ${quoting}, ends ${JSON.stringify(end)}`,
            {quoting, end, distractors: ["free text"]} as Fixed
          ] as const
      )
    ),
    ...(["sep=", "comments", "title"] as const).flatMap((preamble) =>
      [",", ";", "|"].flatMap((delimiter) =>
        ["\n", "\r\n"].map(
          (end) =>
            [
              `${preamble} before ${JSON.stringify(delimiter)}, ends ${JSON.stringify(end)}`,
              {preamble, delimiter, end} as Fixed
            ] as const
        )
      )
    ),
    ...[",", ";", "|"].map((delimiter) => [`blanks after ${delimiter}`, {delimiter, blanks: true}] as const),
    ["blanks between columns", {delimiter: " ", time: "1709287323", roles: ["user", "event", "item"]}]
  ],
  dirt: EVERY_KIND.flatMap((kind) =>
    DIRT.filter((dirt) =>
      kind === "csv"
        ? true
        : kind === "nested lists"
          ? dirt === "garbage line"
          : !["surplus fields", "repeated header", ...(kind.endsWith("array") ? ["garbage line"] : [])].includes(dirt)
    ).flatMap((dirt) =>
      (["2024-03-01 10:02:03", "1709287323"] as const).map(
        (time) => [`${dirt} in ${kind}, ${time}`, {kind, dirt, time, rows: 100}] as const
      )
    )
  ),
  "missing words": ["", "NA", "null", "NULL", "\\N", "None", "nan", "NaN", "undefined", "(not set)", "-"].flatMap(
    (missing) =>
      (["csv", "ndjson"] as const).flatMap((kind) => [
        [
          `${JSON.stringify(missing)} for items in ${kind}`,
          {missing, kind, shop: "pages", vocabulary: "GA4", rows: 100}
        ] as const,
        [`${JSON.stringify(missing)} for users in ${kind}`, {missing, kind, dirt: "blank user", rows: 100}] as const
      ])
  ),
  distractors: [
    ...DISTRACTORS.flatMap((kind) =>
      Array.from(
        {length: 2},
        (_, name) => [`${kind}, name ${name}`, {distractors: [kind], name, rows: 90} as Fixed] as const
      )
    ),
    ...LANGUAGES.map(
      (language) =>
        [
          `several in ${language}`,
          {language, distractors: ["category", "brand", "quantity", "country", "load time", "url"]} as Fixed
        ] as const
    )
  ],
  shops: SHOPS.flatMap((shop) =>
    EVERY_KIND.filter((kind) => shop !== "orders" || kind !== "nested lists").map(
      (kind) => [`${shop} in ${kind}`, {shop, kind, roles: undefined, vocabulary: "GA4", rows: 90} as Fixed] as const
    )
  ),
  roles: (["user", "event", "item", "price"] as const).flatMap((role) =>
    (["csv", "ndjson"] as const).flatMap((kind) => [
      [`without ${role} in ${kind}`, {kind, roles: PLAIN.roles!.filter((own) => own !== role)}] as const,
      [
        `without ${role}, with sessions in ${kind}`,
        {kind, roles: [...PLAIN.roles!.filter((own) => own !== role), "session"]} as Fixed
      ] as const
    ])
  ),
  "no names": (["neutral", "no header"] as const).flatMap((language) =>
    (["2024-03-01 10:02:03", "1709287323", "1709287323123", "2024-03-01T10:02:03Z"] as const).flatMap((time) => [
      [
        `${language}, ${time}, uuid and small`,
        {language, time, userIds: "uuid", itemIds: "small", roles: ["user", "event", "item"]} as Fixed
      ] as const,
      [
        `${language}, ${time}, all numbers`,
        {language, time, userIds: "six digits", itemIds: "small", roles: ["user", "event", "item"]} as Fixed
      ] as const
    ])
  )
};

/** Every case of a group, with a seed of its own. */
export function casesOf(group: string): IntakeCase[] {
  const at = Object.keys(GROUPS).indexOf(group);
  return GROUPS[group].map(([about, fixed], i) => ({
    about: `${group}: ${about}`,
    seed: 1_000_000 * (at + 1) + i,
    fixed: {...PLAIN, ...fixed}
  }));
}

export const CASE_GROUPS = Object.keys(GROUPS);
