import {rememberForecasts, type Forecaster} from "../../src/lib/forecast/forecaster.js";
import {ensemblesOf, SINGLE_FORECASTERS} from "../../src/lib/forecast/forecasters.js";
import {tideNetwork} from "../../src/lib/forecast/tideNetwork.js";
import {openTfjs} from "../engines/tfjs.js";

/** Ways to forecast that need TensorFlow.js. */
export const NETWORK_FORECASTERS: readonly Forecaster[] = [tideNetwork()];

/**
 * All models for one grid, each of which makes the forecasts of an origin once, whether it is judged, calibrates, or is
 * part of an ensemble.
 */
export function forecastersOfOneGrid(): Forecaster[] {
  const single = [...SINGLE_FORECASTERS, ...NETWORK_FORECASTERS].map(rememberForecasts);
  return [...single, ...ensemblesOf(single).map(rememberForecasts)];
}

/** Makes TensorFlow.js ready if one of the models needs it. */
export async function readyFor(models: readonly Pick<Forecaster, "id">[]): Promise<void> {
  if (models.some(({id}) => NETWORK_FORECASTERS.some((network) => network.id === id))) await openTfjs();
}
