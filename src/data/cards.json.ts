import {onnxSize} from "../../loaders/pages/onnxSize.js";
import {dataLoader} from "../../loaders/build/dataLoader.js";
import {readCards} from "../../loaders/training/train.js";
import {trainableLearners} from "../lib/models/trainableLearners.js";

export default await dataLoader(import.meta.url, () => {
  const ids = trainableLearners().map(({id}) => id);
  // the page hands out these files; networks have pages of their own
  const cards = readCards().filter(({data, learner}) => data.source === "shop" && ids.includes(learner.id));
  return JSON.stringify({cards, runtime: onnxSize()});
});
