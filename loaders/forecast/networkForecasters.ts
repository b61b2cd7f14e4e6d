import type {Forecaster} from "../../src/lib/forecast/forecaster.js";
import {tideNetwork} from "../../src/lib/forecast/tideNetwork.js";
import {openTfjs} from "../engines/tfjs.js";

/** Ways to forecast that need TensorFlow.js. */
export const NETWORK_FORECASTERS: readonly Forecaster[] = [tideNetwork()];

/** Makes TensorFlow.js ready if one of the models needs it. */
export async function readyFor(models: readonly Pick<Forecaster, "id">[]): Promise<void> {
  if (models.some(({id}) => NETWORK_FORECASTERS.some((network) => network.id === id))) await openTfjs();
}
