import {TABULAR, type Family} from "../family.js";
import {addTabm} from "./addTabm.js";
import {tabmEstimator} from "./tabmEstimator.js";
import {tabmFromJson, type TabmJson, type TabmModel} from "./tabmModel.js";

/** TabM, as trained, cut to some of its heads, or in 8 bits. */
export const tabmFamily: Family<TabmModel, TabmJson> = {
  ...TABULAR,
  name: "tabm",
  estimators: () => [tabmEstimator()],
  fromJson: tabmFromJson,
  addToGraph: (graph, {features}, model) => addTabm(graph, features, model.toJSON())
};
