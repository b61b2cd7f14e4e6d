import {permutation, pick, random} from "../core/random.js";
import {table, type Table} from "../core/table.js";
import {drawCoviews} from "./coviews.js";
import {driftOf} from "./drift.js";
import {CATEGORIES, DEPARTMENTS, PRICE_RANGES, TAGS} from "./names.js";
import type {ShopOptions} from "./options.js";
import {STREAMS} from "./streams.js";

/** What the shop sells. Items are numbered from 1 and grouped by department; row i of every array is item i + 1. */
export interface Catalogue {
  readonly items: Table<{
    item_id: Int32Array;
    department_id: Int32Array;
    category_id: Int32Array;
    brand_id: Int32Array;
    base_price_cents: Int32Array;
    /** 1 is the most popular. */
    popularity_rank: Int32Array;
    reviews: Int32Array;
    /** 10…50 tenths of a star. */
    rating_tenths: Int32Array;
    /** Bit k set: the description has tag k of the department. */
    tags: Int32Array;
  }>;
  /** First row of each department, then the number of items. */
  readonly departmentStart: Int32Array;
  /** Weeks of the period. */
  readonly weeks: number;
  /** items × weeks: index into `discountPercents`. */
  readonly discount: Uint8Array;
  /** items × weeks: 1 where in stock. */
  readonly inStock: Uint8Array;
  /** The same without a scenario of new items. */
  readonly plainStock: Uint8Array;
  /** items × weeks. */
  readonly priceCents: Int32Array;
  /** items × places: row of the item each place links to. */
  readonly links: Int32Array;
  /** items × co-view places: row of each neighbour; empty where the option `coview` is off. */
  readonly coviews: Int32Array;
  /** items × weeks: 1 where in fashion; empty where nothing ever is. */
  readonly trending: Uint8Array;
  /** items × weeks: 1 where a price shock has changed the price; empty where there is none. */
  readonly shocked: Uint8Array;
  /** By item: 1 where it is new with a scenario of new items; empty without one. */
  readonly isNew: Uint8Array;
  /** 0…3: quartile of base price in the department. */
  readonly priceQuartile: Uint8Array;
  readonly departments: readonly string[];
  /** By category_id: department_id × categoriesPerDepartment + k. */
  readonly categories: readonly string[];
  readonly brands: readonly string[];
  readonly tagNames: readonly (readonly string[])[];
}

/** Makes the catalogue of a shop: departments in proportion to taste, so that demand and supply agree; no item without a category. */
export function makeCatalogue(o: ShopOptions): Catalogue {
  const source = random(o.seed, STREAMS.catalogue);
  const n = o.items;
  const departments = DEPARTMENTS.length;
  const departmentStart = shareOut(n, o.tasteWeights, o.categoriesPerDepartment);
  const department = new Int32Array(n);
  for (let d = 0; d < departments; d++) department.fill(d, departmentStart[d], departmentStart[d + 1]);

  const category = new Int32Array(n);
  const brand = new Int32Array(n);
  const basePrice = new Int32Array(n);
  const reviews = new Int32Array(n);
  const rating = new Int32Array(n);
  const tags = new Int32Array(n);
  const rank = new Int32Array(n);
  permutation(n, source).forEach((row, r) => (rank[row] = r + 1));
  const brandsOfDepartment = Math.max(1, Math.floor(o.brands / departments));
  for (let i = 0; i < n; i++) {
    const d = department[i];
    category[i] = d * o.categoriesPerDepartment + ((i - departmentStart[d]) % o.categoriesPerDepartment);
    brand[i] = (d * brandsOfDepartment + source.below(brandsOfDepartment)) % o.brands;
    const [low, high] = PRICE_RANGES[d];
    // The square of a uniform draw: many cheap items, few dear ones; prices end in .99 as shops have it.
    const u = source.uniform();
    basePrice[i] = Math.round(low + (high - low) * u * u) * 100 - 1;
    reviews[i] = Math.floor((4 * n) / (rank[i] + 10)) + source.below(6);
    rating[i] = Math.min(50, 28 + source.below(13) + source.below(13));
    for (let k = 0; k < 3; k++) tags[i] |= 1 << source.below(TAGS[d].length);
  }

  const weeks = Math.ceil(o.days / 7);
  const discount = new Uint8Array(n * weeks);
  const plainStock = new Uint8Array(n * weeks);
  const priceCents = new Int32Array(n * weeks);
  for (let i = 0; i < n; i++) {
    for (let w = 0; w < weeks; w++) {
      const level = pick(o.saleWeeks.includes(w) ? o.saleDiscountWeights : o.discountWeights, source);
      discount[i * weeks + w] = level;
      priceCents[i * weeks + w] = Math.round((basePrice[i] * (100 - o.discountPercents[level])) / 100);
      plainStock[i * weeks + w] = source.uniform() < o.outOfStock ? 0 : 1;
    }
  }
  const shocked = shockPrices(o, weeks, departmentStart, priceCents);
  stockDepartments(departmentStart, weeks, plainStock);
  const isNew = drawNewItems(o);
  const inStock = isNew.length === 0 ? plainStock : plainStock.slice();
  const newWeeks = (driftOf(o, "new-items")?.start ?? 0) / 7;
  for (let i = 0; i < isNew.length; i++) if (isNew[i] === 1) inStock.fill(0, i * weeks, i * weeks + newWeeks);
  stockDepartments(departmentStart, weeks, inStock);

  const places = o.linkWeights.length;
  const links = new Int32Array(n * places);
  for (let i = 0; i < n; i++) {
    const [from, to] = [departmentStart[department[i]], departmentStart[department[i] + 1]];
    const candidate = (): number => {
      const u = source.uniform();
      if (u < o.linkSameCategory) {
        const c = o.categoriesPerDepartment;
        const first = from + (category[i] % c);
        return first + c * source.below(Math.floor((to - 1 - first) / c) + 1);
      }
      return u < o.linkSameCategory + o.linkSameDepartment ? from + source.below(to - from) : source.below(n);
    };
    for (let k = 0; k < places; k++) {
      // Pages link to what resembles them: of two candidates, the one whose description has more tags in common.
      const [a, b] = [candidate(), candidate()];
      const common = (j: number): number => (department[j] === department[i] ? bits(tags[i] & tags[j]) : 0);
      links[i * places + k] = common(b) > common(a) ? b : a;
    }
  }

  return {
    items: table({
      item_id: Int32Array.from({length: n}, (_, i) => i + 1),
      department_id: department,
      category_id: category,
      brand_id: brand,
      base_price_cents: basePrice,
      popularity_rank: rank,
      reviews,
      rating_tenths: rating,
      tags
    }),
    departmentStart,
    weeks,
    discount,
    inStock,
    plainStock,
    priceCents,
    links,
    coviews: o.coview.some((p) => p > 0)
      ? drawCoviews(o.seed, o.coviewPlaces, departmentStart, rank)
      : new Int32Array(0),
    trending: drawTrends(o, weeks),
    shocked,
    isNew,
    priceQuartile: quartiles(basePrice, departmentStart),
    departments: DEPARTMENTS,
    categories: DEPARTMENTS.flatMap((_, d) =>
      Array.from({length: o.categoriesPerDepartment}, (_, k) => CATEGORIES[d][k] ?? `${DEPARTMENTS[d]} ${k + 1}`)
    ),
    brands: Array.from({length: o.brands}, (_, b) => brandName(b)),
    tagNames: TAGS
  };
}

/** Draws the items that are in fashion in each week. */
function drawTrends(o: ShopOptions, weeks: number): Uint8Array {
  if (o.trendShare === 0 || o.trendLift === 1) return new Uint8Array(0);
  const source = random(o.seed, STREAMS.trends);
  return new Uint8Array(o.items * weeks).map(() => (source.uniform() < o.trendShare ? 1 : 0));
}

/** By item: 1 where a scenario of new items says so; empty without one. */
function drawNewItems(o: ShopOptions): Uint8Array {
  const scenario = driftOf(o, "new-items");
  if (scenario === undefined) return new Uint8Array(0);
  const isNew = new Uint8Array(o.items);
  for (const item of permutation(o.items, random(o.seed, STREAMS.newItems)).subarray(
    0,
    Math.round(scenario.size * o.items)
  ))
    isNew[item] = 1;
  return isNew;
}

/** A department with nothing in stock in a week could not be drawn from: its first item then is in stock. */
function stockDepartments(departmentStart: Int32Array, weeks: number, inStock: Uint8Array): void {
  for (let d = 0; d + 1 < departmentStart.length; d++)
    for (let w = 0; w < weeks; w++) {
      let any = 0;
      for (let i = departmentStart[d]; i < departmentStart[d + 1]; i++) any |= inStock[i * weeks + w];
      if (any === 0) inStock[departmentStart[d] * weeks + w] = 1;
    }
}

/** Changes the prices of a price shock; where it did. */
function shockPrices(o: ShopOptions, weeks: number, departmentStart: Int32Array, priceCents: Int32Array): Uint8Array {
  const scenario = driftOf(o, "price-shock");
  if (scenario === undefined) return new Uint8Array(0);
  const shocked = new Uint8Array(o.items * weeks);
  const {department, start, days, size} = scenario;
  for (let i = departmentStart[department]; i < departmentStart[department + 1]; i++)
    for (let w = start / 7; w < Math.min(weeks, Math.ceil((start + days) / 7)); w++) {
      const cell = i * weeks + w;
      priceCents[cell] = Math.round(priceCents[cell] * (1 + size));
      shocked[cell] = 1;
    }
  return shocked;
}

/** The catalogue as it would be with every option off that `plainOptions` switches off, but for prices. */
export function plainCatalogue(catalogue: Catalogue): Catalogue {
  const none = new Uint8Array(0);
  return {...catalogue, inStock: catalogue.plainStock, coviews: new Int32Array(0), trending: none, shocked: none};
}

/** Cuts 0…n into runs in proportion to weights, each at least `least` long: the running starts, and n at the end. */
function shareOut(n: number, weights: readonly number[], least: number): Int32Array {
  const total = weights.reduce((a, b) => a + b, 0);
  const spare = n - least * weights.length;
  const starts = new Int32Array(weights.length + 1);
  let sum = 0;
  weights.forEach((weight, d) => {
    sum += weight;
    starts[d + 1] = least * (d + 1) + Math.floor((spare * sum) / total);
  });
  starts[weights.length] = n;
  return starts;
}

function quartiles(price: Int32Array, starts: Int32Array): Uint8Array {
  const quartile = new Uint8Array(price.length);
  for (let d = 0; d + 1 < starts.length; d++) {
    const rows = Array.from({length: starts[d + 1] - starts[d]}, (_, k) => starts[d] + k);
    rows.sort((a, b) => price[a] - price[b] || a - b);
    rows.forEach((row, r) => (quartile[row] = Math.floor((4 * r) / rows.length)));
  }
  return quartile;
}

function bits(x: number): number {
  let n = 0;
  for (; x !== 0; x &= x - 1) n++;
  return n;
}

/** A pronounceable name for brand b, e.g. "Kamora": distinct for b under 1,000. */
function brandName(b: number): string {
  const first = ["Ka", "Lu", "Mi", "No", "Pe", "Ra", "So", "Ta", "Ve", "Zo"][b % 10];
  const middle = ["mo", "ri", "ta", "le", "nu", "va", "so", "ke", "di", "pa"][Math.floor(b / 10) % 10];
  const last = ["ra", "x", "n", "lis", "tto", "ne", "vo", "m", "ka", "s"][(b + Math.floor(b / 100)) % 10];
  return first + middle + last;
}
