import {onnxSize} from "../../loaders/pages/onnxSize.js";
import {dataLoader} from "../../loaders/build/dataLoader.js";
import {readCards} from "../../loaders/training/train.js";
import {trainableEstimators} from "../lib/models/trainableEstimators.js";

export default await dataLoader(import.meta.url, () => {
  const ids = trainableEstimators().map(({id}) => id);
  // the page hands out these files; networks have pages of their own
  const cards = readCards().filter(({data, learner}) => data.source === "shop" && ids.includes(learner.id));
  // files of one target take the same columns: what is said of them is sent once
  const texts = cards.map(({schema}) => JSON.stringify(schema));
  const schemas = [...new Set(texts)];
  return JSON.stringify({
    cards: cards.map((card, at) => ({...card, schema: schemas.indexOf(texts[at])})),
    schemas: schemas.map((text) => JSON.parse(text)),
    runtime: onnxSize()
  });
});
