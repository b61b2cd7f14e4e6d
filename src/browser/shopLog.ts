import {readShopLog, type ShopLog} from "../lib/offers/offerAnalytics.js";
import {openOfferStore} from "./offerStore.js";

/** The demo shop's log in this browser, live over all tabs. */
export interface WatchedShopLog {
  /** What is lost compared with a store that outlives the tab; null for nothing. */
  readonly loss: string | null;
  close(): void;
}

/** Changes come in bursts, and each reads the whole log. */
const GATHERED_MS = 100;

/** Hears the log at once, and after every change in whatever tab. `failed` hears why it cannot be read. */
export async function watchShopLog(
  hear: (log: ShopLog) => void,
  failed: (why: string) => void
): Promise<WatchedShopLog> {
  const {store, loss} = await openOfferStore();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;
  const read = async () => {
    timer = undefined;
    try {
      const log = await readShopLog(store);
      if (!over) hear(log);
    } catch (error) {
      if (!over) failed(error instanceof Error ? error.message : String(error));
    }
  };
  store.watch(() => (timer ??= setTimeout(() => void read(), GATHERED_MS)));
  await read();
  return {
    loss,
    close() {
      over = true;
      clearTimeout(timer);
      store.close();
    }
  };
}
