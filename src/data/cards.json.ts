import {onnxSize} from "../../loaders/pages/onnxSize.js";
import {readCards} from "../../loaders/train.js";

process.stdout.write(JSON.stringify({cards: readCards(), runtime: onnxSize()}));
