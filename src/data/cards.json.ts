import {onnxSize} from "../../loaders/pages/onnxSize.js";
import {readCards} from "../../loaders/training/train.js";
import {trainableLearners} from "../lib/models/trainableLearners.js";

const ids = trainableLearners().map(({id}) => id);
// the page hands out these files; networks have pages of their own
const cards = readCards().filter(({data, learner}) => data.source === "shop" && ids.includes(learner.id));
process.stdout.write(JSON.stringify({cards, runtime: onnxSize()}));
