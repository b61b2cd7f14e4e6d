import {UserError} from "../core/errors.js";
import {checkOptions, SHOP_DEFAULTS, type ShopOptions} from "./options.js";
import {PAPER_2} from "./paper2.js";
import {RETAILROCKET_TWIN} from "./retailrocketTwin.js";

/** Named shops: sizes of the default one, and the twin of another. */
export const SHOP_PROFILES: Readonly<
  Record<string, Pick<ShopOptions, "users" | "items" | "days"> & Partial<ShopOptions>>
> = {
  tiny: {users: 200, items: 80, days: 14},
  paper: {users: 10_000, items: 1_000, days: 90},
  "paper-2": PAPER_2,
  medium: {users: 100_000, items: 1_000, days: 90},
  large: {users: 1_000_000, items: 1_000, days: 90},
  retailrocket: RETAILROCKET_TWIN
};

/** The options of a profile, with those given put over them, checked. Throws `UserError` naming the option and its value. */
export function shopOptions(profile: string, overrides: Partial<ShopOptions> = {}): ShopOptions {
  const size = SHOP_PROFILES[profile];
  if (size === undefined)
    throw new UserError(`unknown profile: ${profile}`, `choose one of ${Object.keys(SHOP_PROFILES).join(", ")}`);
  const options: ShopOptions = {...SHOP_DEFAULTS, profile, ...size, ...overrides};
  checkOptions(options);
  return options;
}
